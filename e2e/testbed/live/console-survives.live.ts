import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { testbed, type TestbedStatus } from '../testbed.ts';
import { type RunningConsole, startConsole } from './console.test-support.ts';

/** How often the console is killed; `MIEN_KILLS=100` for the long run. */
const kills = Number(process.env['MIEN_KILLS'] ?? 12);
/** Limits in seconds, asserted at five times. */
const limits = { lost: 1, usable: 3 };

let host: TestbedStatus['hosts'][number];
beforeAll(async () => {
  [host] = (await testbed.status()).hosts as [typeof host];
});

const folders: string[] = [];
const makeHome = (): string => {
  const home = mkdtempSync(join(tmpdir(), 'mien-live-'));
  folders.push(home);
  return home;
};
let running: RunningConsole | null = null;
afterEach(async () => {
  await running?.kill();
  running = null;
  for (const home of folders.splice(0)) rmSync(home, { recursive: true, force: true });
});

/** Waits until the console shows VMs that answer; answers how long it took, seconds. */
async function usableAfter(console: RunningConsole, since: number): Promise<number> {
  for (;;) {
    const { open } = await console.client.call('session.list', {});
    const live = open.find(({ id }) => id === 'live');
    if (live !== undefined) {
      const { rows } = await console.client.call('subject.list', { session: 'live' });
      if (rows.length > 0) return (performance.now() - since) / 1000;
    }
    if (performance.now() - since > 60_000) throw new Error('the console shows no VMs');
    await sleep(20);
  }
}

/** Waits for ticks to come. */
async function ticking(console: RunningConsole, after: number): Promise<number> {
  for (let tries = 0; tries < 600; tries++) {
    const { open } = await console.client.call('session.list', {});
    const tick = open.find(({ id }) => id === 'live')?.live?.lastTick ?? 0;
    if (tick > after) return tick;
    await sleep(50);
  }
  throw new Error('no tick came');
}

/** Processes of this machine whose command holds a text. */
function processesWith(text: string): string[] {
  return execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text) && !line.includes('ps -eo'));
}

describe('the console', () => {
  it(`keeps what it watched when it is killed ${kills} times at random, and goes on`, async () => {
    const home = makeHome();
    let worstLost = 0;
    let worstUsable = 0;
    let lastTick = 0;
    for (let time = 0; time < kills; time++) {
      const started = performance.now();
      running = await startConsole(home, time === 0 ? [host.uris.tls] : []);
      const usable = await usableAfter(running, started);
      if (time > 0) worstUsable = Math.max(worstUsable, usable);
      // A rate takes two polls: from the third tick on each leaves one behind.
      for (let tick = 0; tick < 3; tick++) lastTick = await ticking(running, lastTick);
      // Anywhere between two ticks, commits and judgements.
      await sleep(Math.random() * 2500);
      const { open } = await running.client.call('session.list', {});
      lastTick = open.find(({ id }) => id === 'live')?.live?.lastTick ?? 0;
      await running.kill();
      const store = new Database(join(home, 'live', 'watch.db'), { readonly: false });
      expect(store.pragma('integrity_check', { simple: true })).toBe('ok');
      const kept = (store.prepare("SELECT max(time) FROM rate WHERE level = 0 AND tier = 'interfaces'").pluck().get() ??
        0) as number;
      store.close();
      // What the page was shown a second before may be missing, not more.
      const lost = Math.max(0, (lastTick - kept) / 1e6);
      worstLost = Math.max(worstLost, lost);
    }
    process.stdout.write(
      `killed ${kills} times: at most ${worstLost.toFixed(2)} s lost (limit ${limits.lost}), usable again within ${worstUsable.toFixed(2)} s (limit ${limits.usable})\n`,
    );
    expect(worstLost).toBeLessThanOrEqual(limits.lost * 5);
    expect(worstUsable).toBeLessThanOrEqual(limits.usable * 5);
    await sleep(3000);
    expect(processesWith(home), 'processes that outlived their console').toEqual([]);
  }, 900_000);

  it('says that the disk is full, watches on, and keeps again when there is room', async () => {
    const home = makeHome();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', home]);
    try {
      running = await startConsole(home, [host.uris.tls]);
      await usableAfter(running, performance.now());
      let tick = await ticking(running, 0);
      const filler = openSync(join(home, 'filler'), 'w');
      try {
        for (;;) writeSync(filler, Buffer.alloc(64 * 1024));
      } catch (problem) {
        expect(problem).toMatchObject({ code: 'ENOSPC' });
      }
      closeSync(filler);
      const remarks = async (): Promise<string[]> => {
        const { open } = await running!.client.call('session.list', {});
        return open.flatMap((session) => session.remarks.map(({ code }) => code));
      };
      const hears = async (code: string): Promise<void> => {
        for (let tries = 0; tries < 600; tries++) {
          if ((await remarks()).includes(code)) return;
          await sleep(100);
        }
        throw new Error(`no word of ${code}: ${(await remarks()).join()}`);
      };
      await hears('store-fault');
      tick = await ticking(running, tick);
      await ticking(running, tick);
      rmSync(join(home, 'filler'));
      await hears('store-resumed');
      expect((await remarks()).filter((code) => code === 'store-fault')).toHaveLength(1);
      await running.close();
      const store = new Database(join(home, 'live', 'watch.db'));
      expect(store.pragma('integrity_check', { simple: true })).toBe('ok');
      store.close();
    } finally {
      await running?.kill();
      execFileSync('umount', ['-l', home]);
    }
  }, 300_000);
});
