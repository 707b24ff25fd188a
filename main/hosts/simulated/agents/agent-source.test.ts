import { describe, expect, it } from 'vitest';
import type { AgentEvent, AgentRecord } from '../../../telemetry/agent-report.ts';
import { hostReportSchema } from '../../host-report-schema.ts';
import type { HostReport } from '../../host-report.ts';
import { createSimulatedHostMaker } from '../simulated-host.ts';
import { createTurnedClock } from '../turned-clock.test-support.ts';

const START = Date.UTC(2026, 10, 26, 11) * 1000;

function watch(uri: string, seconds: number, withFlows = false): HostReport[] {
  const clock = createTurnedClock(START);
  const reports: HostReport[] = [];
  const every = { interfaces: 1000, cpu: 5000, disks: 30_000 };
  const settings = { id: 'demo', uri, name: '', every, capture: false, capturePrefix: [], paused: false };
  createSimulatedHostMaker({ clock, ...(withFlows && { tellFlows: () => undefined }) })(settings, (report) =>
    reports.push(report),
  );
  clock.turn(seconds * 1000);
  return reports;
}

/** What each VM's agent told. */
function told(reports: readonly HostReport[]): Map<string, AgentRecord[]> {
  const all = new Map<string, AgentRecord[]>();
  for (const report of reports)
    if (report.type === 'agents')
      for (const { uuid, records } of report.agents) {
        const known = all.get(uuid);
        if (known) known.push(...records);
        else all.set(uuid, [...records]);
      }
  return all;
}

const eventsOf = (records: readonly AgentRecord[]): AgentEvent[] =>
  records.flatMap((record) => (record.kind === 'event' ? [record.event] : []));

describe('simulated agents', () => {
  it('say HELLO once, then a sign of life each second, in reports that are taken', () => {
    const reports = watch('simulated:///?vms=20&incidents=off', 20);
    for (const report of reports) expect(hostReportSchema.parse(report)).toEqual(report);
    for (const records of told(reports).values()) {
      expect(records.filter(({ kind }) => kind === 'hello')).toHaveLength(1);
      expect(records.filter(({ kind }) => kind === 'status').length).toBeGreaterThanOrEqual(18);
      expect(records.some(({ kind }) => kind === 'sequence')).toBe(true);
    }
  });

  it('tell the same for the same URI and clock', () => {
    const uri = 'simulated:///?vms=15&seed=9';
    expect(told(watch(uri, 30, true))).toEqual(told(watch(uri, 30, true)));
  });

  it.each([
    ['simulated:///?vms=200', 'some'],
    ['simulated:///?vms=201', 'none'],
    ['simulated:///?vms=201&agents=on', 'some'],
    ['simulated:///?vms=20&agents=off', 'none'],
  ])('speak from small fleets, or as the URI says: %s', (uri, expected) => {
    expect(told(watch(uri, 3)).size > 0 ? 'some' : 'none').toBe(expected);
  });

  it('count what the hypervisor counts', () => {
    const reports = watch('simulated:///?vms=10&incidents=off', 10);
    const last = reports.findLast((report) => report.type === 'samples' && report.batch.tier === 'interfaces');
    if (last?.type !== 'samples') throw new Error('nothing was sampled');
    const agents = told(reports);
    for (const { uuid, interfaces = [] } of last.batch.samples) {
      const status = agents.get(uuid)?.findLast((record) => record.kind === 'status');
      if (status?.kind !== 'status') throw new Error('no sign of life');
      expect(status.status.guest.interfaces[0]).toMatchObject({
        received: interfaces[0]?.rxBytes,
        sent: interfaces[0]?.txBytes,
      });
    }
  });

  it('do what their role does: calls of its services alone, peers that the flows name', () => {
    const reports = watch('simulated:///?vms=60&incidents=off', 60, true);
    for (const [uuid, records] of told(reports)) {
      const services = new Set(
        records.flatMap((record) => (record.kind === 'sequence' ? [record.sequence.thread.service] : [])),
      );
      expect(services.size, uuid).toBeLessThanOrEqual(5);
      for (const { detail } of eventsOf(records))
        if (detail.kind === 'connect') expect(detail.address).toMatch(/^(10|198\.51\.100|203\.0\.113)\./);
    }
  });

  it('show an attack: a stranger of the same service, and what it does', () => {
    const agents = [...told(watch('simulated:///?vms=60&speed=100', 200, true)).values()];
    const strangers = agents.flatMap((records) =>
      eventsOf(records).filter(({ thread, detail }) => thread.pid === 6666 && detail.kind === 'exec'),
    );
    expect(strangers.length).toBeGreaterThan(2);
    const names = new Set(strangers.map(({ thread }) => thread.name));
    expect([...names].every((name) => ['kworkerds', 'sh', 'tar'].includes(name))).toBe(true);
    const shells = agents.filter((records) => eventsOf(records).some(({ thread }) => thread.name === 'sh'));
    for (const records of shells) {
      const kinds = eventsOf(records)
        .filter(({ thread }) => thread.pid === 6666)
        .map(({ detail }) => detail.kind);
      expect(kinds.slice(0, 5)).toEqual(['connect', 'dup', 'dup', 'dup', 'exec']);
    }
  });

  it('begin anew when their VM does', () => {
    const agents = told(watch('simulated:///?vms=200&speed=2000&incidents=off', 60));
    const restarted = [...agents.values()].filter(
      (records) => records.filter(({ kind }) => kind === 'hello').length > 1,
    );
    expect(restarted.length).toBeGreaterThan(0);
    for (const records of restarted) {
      const boots = records.flatMap((record) => (record.kind === 'hello' ? [record.hello.bootId] : []));
      expect(new Set(boots).size).toBe(boots.length);
    }
  });

  it('cost little: the seconds of two hundred guests take a small part of a second each', () => {
    const began = performance.now();
    watch('simulated:///?vms=200', 20);
    // About 15 ms a second of the fleet: five times the target of a few hundredths of a core.
    expect((performance.now() - began) / 20).toBeLessThan(150);
  });
});
