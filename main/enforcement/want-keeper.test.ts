import { expect, it } from 'vitest';
import type { VmWants } from '../policy/host-rules.ts';
import type { EnforcementPort } from './enforcement-port.ts';
import { SimulatedGate } from './simulated-gate.ts';
import { SimulatedPort } from './simulated-port.ts';
import { WantKeeper } from './want-keeper.ts';

const { signal } = new AbortController();
const kept = new Map<string, string>();
const memory = {
  getSetting: (name: string) => kept.get(name) ?? '',
  putSetting: (name: string, value: string) => void kept.set(name, value),
};
const want = (more: Partial<VmWants>): VmWants => ({ uuid: 'a', origins: [], ...more });
const nameOf = (): string => 'web-02';

it('brings what differs, takes back what is wanted no more, and outlives the console', async () => {
  kept.clear();
  const brought: VmWants[] = [];
  const port: EnforcementPort = Object.create(new SimulatedPort('h1', new SimulatedGate())) as EnforcementPort;
  const before: VmWants = want({ cpu: 2, memory: 2 ** 28, suspended: false });
  let failing = false;
  port.bring = (wants) => {
    if (failing) return Promise.resolve({ ok: false, code: 'libvirt', why: 'It is gone.' });
    brought.push(wants);
    return Promise.resolve({ ok: true, value: before });
  };
  const keeper = new WantKeeper(port, memory);
  const wants = [want({ cpu: 0.5, memory: 2 ** 27, snapshot: 's1' })];
  expect(keeper.plan(wants, nameOf)).toEqual(['web-02: CPU 0.5 of one, memory 128 MiB, snapshot taken']);
  expect((await keeper.bring(wants, nameOf, signal)).done).toHaveLength(1);
  expect((await keeper.bring(wants, nameOf, signal)).done).toEqual([]);
  await keeper.bring([want({ cpu: 0.25, memory: 2 ** 27, snapshot: 's1' })], nameOf, signal);
  expect(brought.map(({ cpu, memory: bytes, snapshot }) => [cpu, bytes, snapshot])).toEqual([
    [0.5, 2 ** 27, 's1'],
    [0.25, undefined, undefined],
  ]);
  const next = new WantKeeper(port, memory);
  expect(next.plan([], nameOf)).toEqual(['web-02: CPU 2 of one, memory 256 MiB, as it was']);
  failing = true;
  expect(await next.bring([], nameOf, signal)).toEqual({
    done: [],
    failed: ['web-02: CPU 2 of one, memory 256 MiB, as it was: It is gone.'],
  });
  failing = false;
  await next.bring([], nameOf, signal);
  expect(brought.at(-1)).toMatchObject({ cpu: 2, memory: 2 ** 28 });
  expect(next.plan([], nameOf)).toEqual([]);
});
