import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostSettings } from '../host-port.ts';
import type { HostProblem } from '../host-problem.ts';
import type { HostReport } from '../host-report.ts';
import { ScriptedHost, uuidOf } from './scripted-host.test-support.ts';
import { HostWatch } from './watch-host.ts';

const settings: HostSettings = {
  id: 'h1',
  uri: 'qemu:///system',
  name: 'h1',
  every: { interfaces: 1000, cpu: 5000, disks: 30_000 },
  capture: false,
  capturePrefix: [],
  paused: false,
};

type Of<K extends HostReport['type']> = Extract<HostReport, { type: K }>;
interface Told {
  at: number;
  report: HostReport;
}

let watches: HostWatch[] = [];
beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2026, 10, 26) }));
afterEach(async () => {
  for (const watch of watches) await settle(watch.stop());
  watches = [];
  vi.useRealTimers();
});

async function settle(work: Promise<void>): Promise<void> {
  await Promise.all([work, vi.advanceTimersByTimeAsync(100)]);
}

function start(host: ScriptedHost, transport: 'unix' | 'tls' = 'tls'): { told: Told[]; watch: HostWatch } {
  const told: Told[] = [];
  const watch = new HostWatch({
    settings,
    place: { transport, host: 'h1', user: '', port: 0, socket: '' },
    open: host.connect,
    tell: (report) => told.push({ at: performance.now(), report }),
    epoch: 'e',
    random: () => 0.5,
  });
  watches.push(watch);
  return { told, watch };
}

function of<K extends HostReport['type']>(told: Told[], type: K): (Of<K> & { at: number })[] {
  return told.flatMap(({ at, report }) => (report.type === type ? [{ ...(report as Of<K>), at }] : []));
}

const states = (told: Told[]): string[] => of(told, 'state').map(({ state }) => state);
const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

/** Batches of one tier must go forward in time, and none may be told twice. */
function expectOrder(told: Told[]): void {
  for (const tier of ['interfaces', 'cpu', 'disks']) {
    const times = of(told, 'samples').flatMap(({ batch }) => (batch.tier === tier ? [batch.at] : []));
    expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
  }
}

describe('watching a host', () => {
  it('connects, tells all it has, then ticks', async () => {
    const { told } = start(new ScriptedHost(50));
    await pass(61_000);
    expect(states(told)).toEqual(['connecting', 'up']);
    expect(told.map(({ report }) => report.type).slice(0, 4)).toEqual(['state', 'state', 'inventory', 'samples']);
    expect(of(told, 'inventory')[0]?.vms).toHaveLength(50);
    const tiers = Map.groupBy(of(told, 'samples'), ({ batch }) => batch.tier);
    expect(tiers.get('interfaces')).toHaveLength(61);
    expect(tiers.get('cpu')).toHaveLength(13);
    expect(tiers.get('disks')?.length).toBeGreaterThanOrEqual(2);
    expect(of(told, 'gap')).toEqual([]);
    for (const { batch } of tiers.get('cpu') ?? []) expect(batch.samples[0]).toHaveProperty('memory');
  });

  it('is stale at once when the daemon dies, down in 15 s, and comes back with everything', async () => {
    const host = new ScriptedHost(3);
    const { told } = start(host);
    await pass(5500);
    host.die();
    const died = performance.now();
    await pass(60_000);
    const after = of(told, 'state').filter(({ at }) => at >= died);
    expect(after[0]).toMatchObject({ state: 'stale', failure: { code: 'unreachable' } });
    expect(after[0]!.at - died).toBeLessThan(2000);
    expect(after.find(({ state }) => state === 'down')!.at - died).toBeLessThan(15_000);
    // Tries grow apart, up to 15 s.
    const tries = after.map(({ at }) => at);
    expect(tries.at(-1)! - tries.at(-2)!).toBeLessThan(15_100);
    expect(tries.length).toBeLessThan(25);
    host.refuses = null;
    host.vms.delete(uuidOf(2));
    await pass(15_500);
    expect(states(told).at(-1)).toBe('up');
    expect(of(told, 'inventory').map(({ vms }) => vms.length)).toEqual([3, 2]);
    const gap = of(told, 'gap').find(({ tier }) => tier === 'interfaces');
    expect(gap!.to - gap!.from).toBeGreaterThan(60e6);
    expect(gap).toMatchObject({ reason: 'h1 cannot be reached.' });
    expectOrder(told);
    expect(host.open).toBe(1);
  });

  it('tries a daemon of this machine again within a second and a half', async () => {
    const host = new ScriptedHost(1);
    const { told } = start(host, 'unix');
    await pass(2000);
    host.die();
    await pass(120_000);
    host.refuses = null;
    await pass(1700);
    expect(states(told).at(-1)).toBe('up');
  });

  it('finds a host that says nothing any more: stale in 2 s, down in 15 s, nothing left open', async () => {
    const host = new ScriptedHost(3);
    const { told } = start(host);
    await pass(5300);
    host.silent = true;
    const silent = performance.now();
    await pass(40_000);
    const after = of(told, 'state').filter(({ at }) => at >= silent);
    expect(after.map(({ state }) => state).slice(0, 2)).toEqual(['stale', 'down']);
    expect(after[0]!.at - silent).toBeLessThan(2000);
    expect(after[1]!.at - silent).toBeLessThan(15_000);
    expect(host.open).toBe(0);
    host.silent = false;
    await pass(16_000);
    expect(states(told).at(-1)).toBe('up');
    expect(host.open).toBe(1);
  });

  it('flags a stuck VM within three ticks, misses no tick of the others, and tells when it answers again', async () => {
    const host = new ScriptedHost(100);
    const { told } = start(host);
    await pass(7300);
    host.vm(40).stuck = true;
    const stuck = performance.now();
    await pass(60_000);
    const flagged = of(told, 'hung');
    expect(flagged.map(({ uuid, hung }) => [uuid, hung])).toEqual([[uuidOf(40), true]]);
    expect(flagged[0]!.at - stuck).toBeLessThan(3000);
    const ticks = of(told, 'tick').filter(({ at }) => at >= stuck);
    expect(ticks).toHaveLength(60);
    expect(ticks.at(-1)).toMatchObject({ answered: 99, total: 100 });
    const cpu = of(told, 'samples').filter(({ at, batch }) => at >= stuck && batch.tier === 'cpu');
    expect(cpu).toHaveLength(12);
    for (const { batch } of cpu) {
      expect(batch.samples.filter(({ memory }) => memory)).toHaveLength(99);
    }
    expect(host.held.size).toBe(1);
    host.vm(40).stuck = false;
    await pass(6500);
    expect(of(told, 'hung').at(-1)).toMatchObject({ uuid: uuidOf(40), hung: false });
    expect(of(told, 'gap')).toEqual([]);
  });

  it('says that a VM answers again only when it did, even if the daemon died meanwhile', async () => {
    const host = new ScriptedHost(3);
    const { told } = start(host, 'unix');
    await pass(5300);
    host.vm(1).stuck = true;
    await pass(4000);
    expect(of(told, 'hung')).toHaveLength(1);
    host.die();
    await pass(5000);
    host.refuses = null;
    await pass(10_000);
    expect(of(told, 'hung')).toHaveLength(1);
    expect(of(told, 'tick').at(-1)).toMatchObject({ answered: 2, total: 3 });
    host.vm(1).stuck = false;
    await pass(6500);
    expect(of(told, 'hung')[1]).toMatchObject({ uuid: uuidOf(1), hung: false });
    expect(of(told, 'tick').at(-1)).toMatchObject({ answered: 3 });
  });

  it('flags a stuck VM however its host is timed', async () => {
    for (let shift = 0; shift < 5000; shift += 370) {
      const host = new ScriptedHost(30);
      const { told, watch } = start(host);
      await pass(5000 + shift);
      const index = shift % 30;
      host.vm(index).stuck = true;
      await pass(3000);
      expect(of(told, 'hung').map(({ uuid }) => uuid)).toEqual([uuidOf(index)]);
      await settle(watch.stop());
    }
  });

  it('holds no more of the daemon than it may where many VMs are stuck, and goes on ticking', async () => {
    const host = new ScriptedHost(60);
    const { told } = start(host);
    await pass(6300);
    for (let index = 0; index < 20; index += 1) host.vm(index * 3).stuck = true;
    await pass(30_000);
    const flagged = of(told, 'hung').length;
    expect(flagged).toBeGreaterThanOrEqual(12);
    // Those that were being asked at that moment are told too.
    expect(flagged).toBeLessThanOrEqual(14);
    expect(of(told, 'tick').filter(({ at }) => at > 6300)).toHaveLength(30);
    expect(host.held.size).toBeLessThanOrEqual(14);
    for (const vm of host.vms.values()) vm.stuck = false;
    await pass(25_000);
    expect(of(told, 'hung').filter(({ hung }) => !hung)).toHaveLength(flagged);
    expect(of(told, 'gap')).toMatchObject([{ tier: 'cpu', reason: expect.stringContaining('VMs hang') }]);
  });

  it('asks again about a VM that something happened to, and tells why it went', async () => {
    const host = new ScriptedHost(3);
    const { told } = start(host);
    await pass(2000);
    host.vm(0).name = 'renamed';
    host.happen(uuidOf(0));
    host.vms.delete(uuidOf(1));
    host.happen(uuidOf(1), 'migrated to another host');
    await pass(500);
    expect(of(told, 'vm')).toMatchObject([{ vm: { uuid: uuidOf(0), name: 'renamed', host: 'h1' } }]);
    expect(of(told, 'vm-gone')).toMatchObject([{ uuid: uuidOf(1), reason: 'migrated to another host' }]);
    // And what no event told is seen at the next tick.
    host.vm(2).state = 'paused';
    await pass(1100);
    expect(of(told, 'vm').at(-1)).toMatchObject({ vm: { uuid: uuidOf(2), state: 'paused' } });
  });

  it('waits for a person where the host refuses, until told to try', async () => {
    const host = new ScriptedHost(1);
    host.refuses = { kind: 'authentication', number: 0, message: 'No.', detail: '' };
    const { told, watch } = start(host);
    await pass(600_000);
    expect(states(told)).toEqual(['connecting', 'refused']);
    expect(of(told, 'state').at(-1)).toMatchObject({ retryAt: null, failure: { code: 'refused' } });
    host.refuses = null;
    watch.retry();
    await pass(100);
    expect(states(told).slice(2)).toEqual(['connecting', 'up']);
  });

  it('keeps quiet while it is paused, with no connection', async () => {
    const host = new ScriptedHost(1);
    const { told, watch } = start(host);
    await pass(3000);
    watch.pause(true);
    await pass(100);
    const count = told.length;
    await pass(100_000);
    expect(told).toHaveLength(count);
    expect(states(told).at(-1)).toBe('paused');
    expect(host.open).toBe(0);
    watch.pause(false);
    await pass(1000);
    expect(states(told).slice(-2)).toEqual(['connecting', 'up']);
    expect(of(told, 'gap')[0]).toMatchObject({ reason: 'Watching was paused.' });
  });

  it('counts time by a clock that never steps', async () => {
    const { told } = start(new ScriptedHost(2));
    await pass(5000);
    vi.setSystemTime(Date.now() - 3_600_000);
    await pass(5000);
    const at = of(told, 'samples').flatMap(({ batch }) => (batch.tier === 'interfaces' ? [batch.at] : []));
    for (const [index, moment] of at.slice(1).entries()) expect(moment - at[index]!).toBeCloseTo(1000, 0);
    expect(of(told, 'gap')).toEqual([]);
  });

  it('survives any order of faults: one link at most, batches in order, identities known', async () => {
    const fault = fc.constantFrom(
      'die',
      'live',
      'silent',
      'heard',
      'stick',
      'free',
      'stop',
      'come',
      'pause',
      'go',
      'retry',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fault, fc.nat(9), fc.nat(9000)), { maxLength: 25 }), async (script) => {
        const host = new ScriptedHost(10);
        const { told, watch } = start(host);
        const dead: HostProblem = { kind: 'refused', number: 0, message: 'No.', detail: '' };
        for (const [what, index, wait] of script) {
          await pass(wait);
          const uuid = uuidOf(index);
          if (what === 'die') host.die();
          if (what === 'live') host.refuses = null;
          if (what === 'silent') host.silent = true;
          if (what === 'heard') host.silent = false;
          if (what === 'stick' && host.vms.has(uuid)) host.vm(index).stuck = true;
          if (what === 'free' && host.vms.has(uuid)) host.vm(index).stuck = false;
          if (what === 'stop') host.vms.delete(uuid);
          if (what === 'come') host.vms.set(uuid, { uuid, name: 'new', state: 'running', stuck: false });
          if (what === 'stop' || what === 'come') host.happen(uuid);
          if (what === 'pause') watch.pause(true);
          if (what === 'go') watch.pause(false);
          if (what === 'retry') watch.retry();
          expect(host.open).toBeLessThanOrEqual(1);
        }
        host.refuses = dead;
        host.refuses = null;
        host.silent = false;
        watch.pause(false);
        await pass(30_000);
        expect(states(told).at(-1)).toBe('up');
        expectOrder(told);
        await settle(watch.stop());
        expect(host.open).toBe(0);
        const count = told.length;
        await pass(30_000);
        expect(told).toHaveLength(count);
      }),
      { numRuns: 60 },
    );
  });
});
