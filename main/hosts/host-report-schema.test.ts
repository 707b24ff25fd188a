import { describe, expect, it } from 'vitest';
import { hostReportSchema } from './host-report-schema.ts';
import type { HostReport } from './host-report.ts';
import { createSimulatedHostMaker } from './simulated/simulated-host.ts';
import { createTurnedClock } from './simulated/turned-clock.test-support.ts';

function simulate(): HostReport[] {
  const clock = createTurnedClock(Date.UTC(2026, 0, 1) * 1000);
  const reports: HostReport[] = [];
  createSimulatedHostMaker({ clock })(
    {
      id: 'demo',
      uri: 'simulated:///?vms=30&speed=5000',
      name: '',
      every: { interfaces: 1000, cpu: 5000, disks: 30_000 },
      capture: false,
      capturePrefix: [],
      paused: false,
    },
    (report) => reports.push(report),
  );
  clock.turn(120_000);
  return reports;
}

const uuid = '7e57bed0-0000-4000-8000-01000000000a';

describe('hostReportSchema', () => {
  it('takes all that a host tells, unchanged, after a way through JSON', () => {
    const reports = simulate();
    expect(new Set(reports.map(({ type }) => type))).toEqual(
      new Set(['state', 'inventory', 'vm', 'vm-gone', 'samples', 'agents', 'hung', 'tick']),
    );
    for (const report of reports) expect(hostReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  it.each([
    ['no report', { type: 'command', run: 'rm' }],
    ['a state nobody knows', { type: 'state', state: 'great' }],
    ['a UUID that is none', { type: 'vm-gone', time: 1, uuid: '../../etc', reason: '' }],
    ['a giant text', { type: 'vm-gone', time: 1, uuid, reason: 'x'.repeat(5000) }],
    ['a time that is none', { type: 'hung', time: -1, uuid, hung: true }],
    ['an endless number', { type: 'tick', time: 1, answered: Number.POSITIVE_INFINITY, total: 1, late: 0 }],
    [
      'a negative counter',
      {
        type: 'samples',
        time: 1,
        batch: { tier: 'cpu', time: 1, at: 1, epoch: '', took: 1, samples: [{ uuid, cpu: { time: -1, online: 1 } }] },
      },
    ],
    [
      'too many events of the hardware',
      {
        type: 'samples',
        time: 1,
        batch: {
          tier: 'cpu',
          time: 1,
          at: 1,
          epoch: '',
          took: 1,
          samples: [{ uuid, perf: Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`e${at}`, 1])) }],
        },
      },
    ],
  ])('takes %s for no report', (_what, value) => expect(hostReportSchema.safeParse(value).success).toBe(false));
});
