import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { encodeFrame, type Frame, MESSAGE, STATUS } from '../../../../native/libvirt/frame.ts';
import { argsOf, type FakeClient, type FakeDaemon, nameOf } from '../../../../native/libvirt/testing/fake-daemon.ts';
import { partFromDaemons, startDaemon } from '../../../../native/libvirt/testing/meet-daemon.ts';
import type { AgentClosing } from '../../agents/agent-wire.ts';
import { HostChannels } from './host-channels.ts';

const program = {
  node: process.execPath,
  entry: join(import.meta.dirname, '..', '..', '..', '..', 'app', 'host', 'host.ts'),
};
const vm = (name: string) => ({ name, uuid: `00000000-0000-4000-8000-${name.padStart(12, '0')}` });

interface Call {
  frame: Frame;
  client: FakeClient;
  over: boolean;
}
let daemon: FakeDaemon;
/** Channels that were opened, newest last, by VM. */
const calls = new Map<string, Call[]>();
const heard = new Map<string, number>();
const told: [string, AgentClosing | 'opened', string][] = [];
let channels: HostChannels;

async function start(): Promise<void> {
  for (const book of [calls, heard]) book.clear();
  told.length = 0;
  daemon = await startDaemon((frame, client) => {
    if (nameOf(frame) === 'DOMAIN_OPEN_CHANNEL') {
      const { uuid } = argsOf(frame, 'DOMAIN_OPEN_CHANNEL').dom;
      calls.set(uuid, [...(calls.get(uuid) ?? []), { frame, client, over: false }]);
      client.answer(frame, 'DOMAIN_OPEN_CHANNEL', {});
      return true;
    }
    if (frame.type !== MESSAGE.stream) return undefined;
    const call = [...calls.values()].flat().find((known) => known.frame.serial === frame.serial);
    if (call !== undefined && frame.status !== STATUS.continue) call.over = true;
    // An echo, so that both directions are seen.
    if (frame.status === STATUS.continue) client.send(frame);
    return true;
  });
  channels = new HostChannels(program, daemon.uri);
  channels.listen({
    opened: (uuid, how) => void told.push([uuid, 'opened', how]),
    bytes: (uuid, chunk) => void heard.set(uuid, (heard.get(uuid) ?? 0) + chunk.length),
    closed: (uuid, why, detail) => void told.push([uuid, why, detail]),
  });
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 20 });
const last = (uuid: string): Call => calls.get(uuid)!.at(-1)!;
const say = ({ frame, client }: Call, body: Buffer): void =>
  client.send({ ...frame, type: MESSAGE.stream, status: STATUS.continue, body });

/** The one process of ours that runs the program. */
function childPid(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
  return Number(children.find((each) => readFileSync(`/proc/${each}/cmdline`, 'utf8').includes(program.entry)));
}
/** Seconds of CPU that a process took. */
function cpuOf(process: number): number {
  const fields = readFileSync(`/proc/${process}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

afterEach(async () => {
  await channels.close();
  await partFromDaemons();
});

describe.skipIf(process.platform !== 'linux')('the channels of a host, in a process of their own', () => {
  it('are opened, heard, answered, and end with the process', async () => {
    await start();
    const { uuid } = vm('a');
    channels.want([vm('a')]);
    await until(() => expect(told).toEqual([[uuid, 'opened', "libvirt's channel"]]));
    const bytes = new Uint8Array(1000).map((_, index) => index);
    channels.send(uuid, bytes);
    await until(() => expect(heard.get(uuid)).toBe(1000));
    const running = childPid();
    process.kill(running, 'SIGKILL');
    await until(() => expect(told.slice(1).map(([, what]) => what)).toEqual(['failed', 'opened']));
    channels.drop(uuid, 'Garbage.', 200);
    await until(() => expect(told.slice(3).map(([, what]) => what)).toEqual(['dropped', 'opened']));
    expect(told[3]).toEqual([uuid, 'dropped', 'Garbage.']);
    const next = childPid();
    channels.want([]);
    await until(() => expect(() => process.kill(next, 0)).toThrow('ESRCH'));
    expect(told.at(-1)).toEqual([uuid, 'ended', '']);
  });

  it.each([
    ['a line without an end', 262_120],
    ['a million small messages a second', 4],
  ])(
    'cost at most a tenth of a core where a guest sends %s, and others are heard on time',
    async (_what, size) => {
      await start();
      const [flood, calm] = [vm('f').uuid, vm('c').uuid];
      channels.want([vm('f'), vm('c')]);
      await until(() => expect(told.map(([, what]) => what)).toEqual(['opened', 'opened']));
      const child = childPid();
      const [before, began] = [cpuOf(child), performance.now()];
      let sent = 0;
      const pipes = new Set<FakeClient>();
      // As fast as it is taken, on each channel that is opened, until that is closed.
      const pump = (): void => {
        const call = last(flood);
        if (call.over || pipes.has(call.client) || call.client.socket.destroyed) return;
        const piece = encodeFrame({
          ...call.frame,
          type: MESSAGE.stream,
          status: STATUS.continue,
          body: Buffer.alloc(size),
        });
        const block = Buffer.concat(Array.from({ length: Math.ceil(262_144 / piece.length) }, () => piece));
        sent += block.length;
        if (call.client.socket.write(block)) return;
        pipes.add(call.client);
        call.client.socket.once('drain', () => {
          pipes.delete(call.client);
          pump();
        });
      };
      const timers = [setInterval(pump, 1), setInterval(() => say(last(calm), Buffer.alloc(100)), 100)];
      await new Promise((resolve) => {
        setTimeout(resolve, 6000);
      });
      const spent = cpuOf(child) - before;
      const took = (performance.now() - began) / 1000;
      for (const timer of timers) clearInterval(timer);
      const floods = told.filter(([uuid, what]) => uuid === flood && what === 'flooding').length;
      expect(floods).toBeGreaterThan(0);
      expect(floods).toBeLessThan(4);
      expect(told.filter(([uuid, what]) => uuid === calm && what !== 'opened')).toEqual([]);
      expect(heard.get(calm)).toBeGreaterThan(5000);
      expect(heard.get(flood) ?? 0).toBeLessThan(floods * 2 * 2 ** 20);
      const report = `${spent.toFixed(2)} s of ${took.toFixed(1)} s, ${floods} floods, ${(sent / 2 ** 20).toFixed(0)} MiB sent`;
      expect(spent / took, report).toBeLessThan(0.1);
    },
    30_000,
  );

  it('leave nothing behind over 200 openings and closings', async () => {
    await start();
    channels.want([vm('a'), vm('b')]);
    await until(() => expect(told).toHaveLength(2));
    const child = childPid();
    const files = (): number => readdirSync(`/proc/${child}/fd`).length;
    const before = files();
    for (let round = 0; round < 200; round += 1) {
      const opened = calls.get(vm('b').uuid)!.length;
      channels.want([vm('a')]);
      channels.want([vm('a'), vm('b')]);
      await vi.waitFor(() => expect(calls.get(vm('b').uuid)).toHaveLength(opened + 1), { timeout: 5000, interval: 2 });
    }
    // One that is closed while it opens is never told.
    await until(() => expect(calls.get(vm('b').uuid)!.filter(({ over }) => !over)).toHaveLength(1));
    const of = (what: string): number => told.filter(([uuid, state]) => uuid === vm('b').uuid && state === what).length;
    await until(() => expect(of('opened')).toBe(of('ended') + 1));
    expect(files()).toBeLessThanOrEqual(before);
    expect(daemon.clients).toHaveLength(1);
    // A host that goes away, again and again.
    for (let round = 0; round < 5; round += 1) {
      const clients = daemon.clients.length;
      for (const { socket } of daemon.clients) socket.destroy();
      await until(() => expect(daemon.clients.length).toBeGreaterThan(clients));
    }
    await until(() => expect(last(vm('a').uuid).client.socket.destroyed).toBe(false));
    expect(files()).toBeLessThanOrEqual(before + 1);
  }, 60_000);
});
