import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkObservation } from '../../captures/import/fuzz-targets.ts';
import type { Observation } from '../../telemetry/observation.ts';
import type { ResourceSample } from '../../telemetry/resource-sample.ts';
import type { HostSettings } from '../host-port.ts';
import type { HostReport } from '../host-report.ts';
import { createSimulatedHostMaker } from './simulated-host.ts';
import { createTurnedClock } from './turned-clock.test-support.ts';

const START = Date.UTC(2026, 10, 26, 9) * 1000;

function settings(uri: string): HostSettings {
  const every = { interfaces: 1000, cpu: 5000, disks: 30_000 };
  return { id: 'demo', uri, name: 'demo', every, capture: false, capturePrefix: [], paused: false };
}

interface Run {
  reports: HostReport[];
  observations: Observation[];
}

function watch(uri: string, seconds: number): Run {
  const clock = createTurnedClock(START);
  const run: Run = { reports: [], observations: [] };
  const make = createSimulatedHostMaker({
    clock,
    tellFlows: (_host, observations) => run.observations.push(...observations),
  });
  const host = make(settings(uri), (report) => run.reports.push(report));
  clock.turn(seconds * 1000);
  void host.close();
  return run;
}

const only = <K extends HostReport['type']>(run: Run, type: K): Extract<HostReport, { type: K }>[] =>
  run.reports.filter((report): report is Extract<HostReport, { type: K }> => report.type === type);

/** Every counter of a sample that may only grow. */
function counters(sample: ResourceSample): number[] {
  const { cpu, interfaces = [], disks = [] } = sample;
  return [
    ...(cpu ? [cpu.time, cpu.wait ?? 0, cpu.delay ?? 0] : []),
    ...interfaces.flatMap(({ rxBytes, rxPackets, txBytes, txPackets }) => [rxBytes, rxPackets, txBytes, txPackets]),
    ...disks.flatMap(({ readBytes, readRequests, writeBytes, writeRequests }) => [
      readBytes,
      readRequests,
      writeBytes,
      writeRequests,
    ]),
  ];
}

describe('a simulated host', () => {
  it('tells the same for the same URI, clock and start, and another for another seed', () => {
    const uri = 'simulated:///?vms=60&seed=3&speed=200';
    expect(watch(uri, 120)).toEqual(watch(uri, 120));
    expect(watch('simulated:///?vms=60&seed=4&speed=200', 5)).not.toEqual(watch(uri, 5));
  });

  it('shows the same counters at the same moment however often it is asked', () => {
    const take = (every: number): ResourceSample[] => {
      const clock = createTurnedClock(START);
      let last: ResourceSample[] = [];
      const often = { ...settings('simulated:///?vms=20'), every: { interfaces: every, cpu: 5000, disks: 30_000 } };
      createSimulatedHostMaker({ clock })(often, (report) => {
        if (report.type === 'samples' && report.batch.tier === 'interfaces') last = report.batch.samples;
      });
      clock.turn(3000);
      return last;
    };
    expect(take(250)).toEqual(take(1500));
  });

  it('begins with what it has, then ticks: interfaces each second, CPU each five, disks each thirty', () => {
    const run = watch('simulated:///?vms=100', 60);
    expect(run.reports.slice(0, 3).map(({ type }) => type)).toEqual(['state', 'state', 'inventory']);
    const tiers = Map.groupBy(only(run, 'samples'), ({ batch }) => batch.tier);
    expect([...tiers].map(([tier, batches]) => [tier, batches.length])).toEqual([
      ['interfaces', 60],
      ['cpu', 12],
      ['disks', 2],
    ]);
    expect(only(run, 'tick')).toHaveLength(60);
  });

  it('has VMs of many roles, with unique identities and some names that are long', () => {
    const [inventory] = only(watch('simulated:///?vms=1000', 0), 'inventory');
    const vms = inventory?.vms ?? [];
    for (const read of [
      (vm: (typeof vms)[number]) => vm.uuid,
      (vm: (typeof vms)[number]) => vm.name,
      (vm: (typeof vms)[number]) => vm.interfaces[0]?.mac,
    ]) {
      expect(new Set(vms.map(read)).size).toBe(1000);
    }
    expect(new Set(vms.map(({ role }) => role)).size).toBe(11);
    expect(vms.filter(({ name }) => name.length > 100).length).toBeGreaterThan(5);
    for (const { uuid } of vms)
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('keeps counters growing but for restarts, knows every VM it samples, and samples no VM that is gone', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.constantFrom(1, 50, 2000), (seed, speed) => {
        const run = watch(`simulated:///?vms=25&seed=${seed}&speed=${speed}`, 90);
        const known = new Set<string>();
        const last = new Map<string, number[]>();
        let restarts = 0;
        for (const report of run.reports) {
          if (report.type === 'inventory') for (const { uuid } of report.vms) known.add(uuid);
          if (report.type === 'vm') known.add(report.vm.uuid);
          if (report.type === 'vm-gone') known.delete(report.uuid);
          if (report.type !== 'samples') continue;
          for (const sample of report.batch.samples) {
            expect(known).toContain(sample.uuid);
            const key = `${report.batch.tier} ${sample.uuid}`;
            const now = counters(sample);
            const before = last.get(key);
            if (before && now.some((value, at) => value < (before[at] ?? 0))) restarts += 1;
            last.set(key, now);
            for (const value of now) expect(Number.isSafeInteger(value) && value >= 0).toBe(true);
          }
        }
        expect(restarts).toBeLessThanOrEqual(90 * 3);
        if (speed === 1) expect(restarts).toBeLessThan(6);
      }),
      { numRuns: 30 },
    );
  });

  it('has VMs that come, go, change names and hang', () => {
    const run = watch('simulated:///?vms=50&speed=500', 600);
    expect(only(run, 'vm').map(({ vm }) => vm.state)).toEqual(expect.arrayContaining(['running', 'shutoff']));
    expect(only(run, 'vm').some(({ vm }) => vm.name.endsWith('-v2'))).toBe(true);
    expect(only(run, 'vm-gone').length).toBeGreaterThan(0);
    expect(new Set(only(run, 'hung').map(({ hung }) => hung))).toEqual(new Set([true, false]));
    expect(only(run, 'tick').some(({ answered, total }) => answered < total)).toBe(true);
  });

  it('makes a few hundred sound flows a second for a thousand VMs, between machines it has', () => {
    const { observations, reports } = watch('simulated:///?vms=1000', 120);
    const flows = observations.flatMap((observation) => (observation.kind === 'flow' ? [observation.flow] : []));
    expect(flows.length / 120).toBeGreaterThan(100);
    expect(flows.length / 120).toBeLessThan(800);
    expect(new Set(flows.map(({ id }) => id)).size).toBe(flows.length);
    const macs = new Set(
      reports.flatMap((report) =>
        report.type === 'inventory' ? report.vms.flatMap(({ interfaces }) => interfaces.map(({ mac }) => mac)) : [],
      ),
    );
    for (const flow of flows) expect(macs.has(flow.srcMac) || macs.has(flow.dstMac)).toBe(true);
    for (const observation of observations) checkObservation(observation);
  });

  it('misbehaves after a minute and a half unless told not to', () => {
    const odd = ({ observations }: Run): number =>
      observations.filter(
        (observation) =>
          observation.kind === 'flow' &&
          (observation.flow.dport === 3333 ||
            observation.flow.state === 'REJ' ||
            observation.flow.dst === '203.0.113.77'),
      ).length;
    expect(odd(watch('simulated:///?vms=100', 120))).toBeGreaterThan(0);
    expect(odd(watch('simulated:///?vms=100&incidents=off', 120))).toBe(0);
  });

  it('stops when it is paused, says so, and tells a gap when it goes on', () => {
    const clock = createTurnedClock(START);
    const run: Run = { reports: [], observations: [] };
    const host = createSimulatedHostMaker({ clock })(settings('simulated:///?vms=5'), (report) =>
      run.reports.push(report),
    );
    clock.turn(3000);
    host.pause(true);
    const told = run.reports.length;
    clock.turn(60_000);
    expect(run.reports).toHaveLength(told);
    expect(run.reports.at(-1)).toMatchObject({ type: 'state', state: 'paused' });
    host.pause(false);
    clock.turn(1000);
    expect(only(run, 'gap')).toMatchObject([{ tier: 'interfaces', to: START + 64e6, from: START + 3e6 }]);
    void host.close();
    clock.turn(5000);
    expect(run.reports.at(-1)).toMatchObject({ type: 'tick', time: START + 64e6 });
  });

  it.each([
    'simulated:///?vms=0',
    'simulated:///?vms=1e3',
    'simulated:///?speed=0',
    'simulated:///?fun=1',
    'simulated:',
  ])('says what is wrong with %s, or takes it', (uri) => {
    const [first] = watch(uri, 1).reports;
    if (uri === 'simulated:') expect(first).toMatchObject({ state: 'connecting' });
    else expect(first).toMatchObject({ state: 'refused', failure: { code: 'wrong-uri' } });
  });
});
