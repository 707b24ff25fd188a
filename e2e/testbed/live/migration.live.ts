import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { testbed, type TestbedStatus } from '../testbed.ts';
import { type RunningConsole, startConsole } from './console.test-support.ts';

let hosts: TestbedStatus['hosts'];
let home = '';
let running: RunningConsole | null = null;
beforeAll(async () => {
  ({ hosts } = await testbed.status());
});
afterEach(async () => {
  await running?.kill();
  running = null;
  rmSync(home, { recursive: true, force: true });
});

/** Asks again until something is so. */
async function eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(150);
  }
  throw new Error(`${what}: not within a minute`);
}

describe('a VM that migrates between two watched hosts', () => {
  it('stays the same row, keeps its persona and its flows, and tells where it was', async () => {
    home = mkdtempSync(join(tmpdir(), 'mien-live-'));
    const uris = hosts.map(({ uris: { ssh }, ssh: { knownHosts } }) => `${ssh}&known_hosts=${knownHosts}`);
    running = await startConsole(home, uris);
    const { client } = running;
    const replica = async (): Promise<SubjectRow | undefined> => {
      const { open } = await client.call('session.list', {});
      if (!open.some(({ id }) => id === 'live')) return undefined;
      const { rows } = await client.call('subject.list', { session: 'live' });
      return rows.find(({ name }) => name === 'replica');
    };
    // Something to know it by: it follows the database.
    const follow = (vm: string, host: string): Promise<string> =>
      testbed.guest(
        host,
        vm,
        'for n in 1 2 3 4; do echo hello | nc -w 2 10.77.1.12 6379; wget -q -O /dev/null http://web/; done; true',
      );
    await eventually('both hosts are up', async () => {
      const { hosts: watched } = await client.call('host.list', {});
      return watched.length === 2 && watched.every(({ state, capture }) => state === 'up' && capture.taps > 0)
        ? true
        : undefined;
    });
    await sleep(2000);
    await follow('replica', 'h2');
    const before = await eventually('its flows', async () => {
      const row = await replica();
      return row !== undefined && row.flows >= 4 ? row : undefined;
    });
    const { hosts: watched } = await client.call('host.list', {});
    const [first, second] = watched as [(typeof watched)[0], (typeof watched)[0]];
    expect(before.vm).toMatchObject({ host: second.id, state: 'running', hung: false });
    await testbed.call('migrate', 'replica', 'h2', 'h1');
    try {
      const after = await eventually('the move', async () => {
        const row = await replica();
        return row?.vm?.host === first.id && row.vm.state === 'running' ? row : undefined;
      });
      expect(after.id).toBe(before.id);
      expect(after.flows).toBeGreaterThanOrEqual(before.flows);
      expect(after.personas.map(({ label }) => label)).toEqual(expect.arrayContaining([before.personas[0]?.label]));
      const { machine } = await client.call('subject.machine', { session: 'live', id: after.id });
      expect(machine?.moves.at(-1)).toMatchObject({ from: second.name, to: first.name });
      const { rows } = await client.call('subject.list', { session: 'live' });
      expect(rows.filter(({ name }) => name === 'replica')).toHaveLength(1);
      // What it does over there is counted to the same VM.
      await sleep(3000);
      await follow('replica', 'h1');
      await eventually('flows over there', async () => {
        const row = await replica();
        return row !== undefined && row.flows >= before.flows + 4 ? row : undefined;
      });
    } finally {
      await testbed.call('migrate', 'replica', 'h1', 'h2');
    }
  }, 240_000);
});
