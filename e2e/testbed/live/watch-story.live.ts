import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { testbed, type TestbedStatus } from '../testbed.ts';
import { type RunningConsole, startConsole } from './console.test-support.ts';

/** Seconds from the start of an attack to its name on screen; asserted at five times. */
const limit = 30;
/** Longest stretch of the day that is lived through, minutes. */
const minutes = Number(process.env['MIEN_DAY_MINUTES'] ?? 3);

let status: TestbedStatus;
let host: TestbedStatus['hosts'][number];
let home = '';
let running: RunningConsole | null = null;
beforeAll(async () => {
  status = await testbed.status();
  [host] = status.hosts as [typeof host];
});
afterEach(async () => {
  await running?.kill();
  running = null;
  rmSync(home, { recursive: true, force: true });
});

const sshUri = (): string => `${host.uris.ssh}&known_hosts=${host.ssh.knownHosts}`;

async function rowsOf(console: RunningConsole): Promise<Map<string, SubjectRow>> {
  const { rows } = await console.client.call('subject.list', { session: 'live' });
  return new Map(rows.map((row) => [row.name, row]));
}

/** What is concluded of each VM, without what depends on when somebody looked. */
async function conclusions(console: RunningConsole, session: string): Promise<{ id: string; name: string }[]> {
  const { rows } = await console.client.call('subject.list', { session });
  const details = await Promise.all(
    rows.map(({ id }) =>
      console.client.call('subject.get', { session, id }).then(({ row, ...detail }) => ({ row, detail })),
    ),
  );
  return details
    .map(({ row, detail }) => ({
      id: row.id,
      name: row.name,
      addresses: row.addresses,
      risk: row.risk,
      verdict: row.verdict,
      personas: row.personas,
      role: row.role,
      sensitivity: row.sensitivity,
      flows: row.flows,
      contributions: detail.contributions,
      alerts: detail.alerts,
      network: detail.network,
      signatures: detail.signatures,
    }))
    .toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

describe('a watched day', () => {
  it(`names the intruder within ${limit} s and blames nobody else; its recording says the same`, async () => {
    home = mkdtempSync(join(tmpdir(), 'mien-live-'));
    running = await startConsole(home, [sshUri()]);
    const { client } = running;
    for (let tries = 0; (await rowsOf(running)).size < 4; tries++) {
      if (tries > 300) throw new Error('the VMs do not appear');
      await sleep(100);
    }
    const recording = join(home, 'day.mien');
    await client.call('record.start', { session: 'live', path: recording });
    const worst = new Map<string, number>();
    const look = async (): Promise<Map<string, SubjectRow>> => {
      const rows = await rowsOf(running!);
      for (const [name, { risk }] of rows) worst.set(name, Math.max(worst.get(name) ?? 0, risk ?? 0));
      return rows;
    };
    const day = testbed.call('day', '--minutes', String(minutes * 5), '--scale', '5');
    const quiet = Date.now() + (minutes * 60_000) / 2;
    while (Date.now() < quiet) {
      await look();
      await sleep(1000);
    }
    expect(worst.get('attacker') ?? 0, 'nobody has attacked yet').toBeLessThan(0.4);
    const attack = testbed.call('attack', 'scan', '--seconds', '60');
    let named = 0;
    let raised = 0;
    const begun = Date.now();
    while (Date.now() - begun < 5 * limit * 1000 && (named === 0 || raised === 0)) {
      const row = (await look()).get('attacker');
      if (raised === 0 && (row?.risk ?? 0) >= 0.7) raised = Date.now();
      if (named === 0 && row !== undefined) {
        const { alerts } = await client.call('alert.list', { session: 'live', subject: row.id });
        if (
          alerts.some(({ technique, otherTechniques }) =>
            [technique, ...otherTechniques].some(({ id }) => /^T1046|^T1018/.test(id)),
          )
        )
          named = Date.now();
      }
      await sleep(500);
    }
    await attack;
    await day;
    await look();
    const truth = JSON.parse(readFileSync(status.truth, 'utf8').trim().split('\n').at(-1)!) as { start: number };
    const since = (time: number): string => ((time * 1000 - truth.start) / 1e6).toFixed(1);
    process.stdout.write(
      `scan: named after ${since(named)} s, risk 0.7 after ${since(raised)} s (limit ${limit}); worst of the others: ${['web', 'db', 'cache'].map((name) => `${name} ${(worst.get(name) ?? 0).toFixed(2)}`).join(', ')}\n`,
    );
    expect(named, 'the scan was named').toBeGreaterThan(0);
    expect(raised, 'the risk rose').toBeGreaterThan(0);
    expect(Number(since(Math.max(named, raised)))).toBeLessThan(5 * limit);
    for (const name of ['web', 'db', 'cache']) expect(worst.get(name) ?? 0, name).toBeLessThan(0.4);

    await client.call('session.stop', { session: 'live' });
    await client.call('record.stop', { session: 'live' });
    const live = await conclusions(running, 'live');
    const { session } = await client.call('session.open', { paths: [recording] });
    for (;;) {
      const { open } = await client.call('session.list', {});
      if (open.find(({ id }) => id === session)?.state === 'ready') break;
      await sleep(100);
    }
    const recorded = await conclusions(running, session);
    for (const [index, of] of live.entries()) expect(recorded[index], of.name).toEqual(of);
    expect(JSON.stringify(recorded)).toBe(JSON.stringify(live));
  }, 1_200_000);
});
