import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../shared/contract/subject.ts';
import { type AlertSurroundings, groupAlerts } from './group-alerts.ts';
import { alertAt } from './make-alert.test-support.ts';

const lateral = { id: 'T1021.004', name: 'SSH', tactic: 'Lateral Movement' };

/** VMs a, b, c … have 10.0.0.a and so on; nobody shares anything unless told. */
function around(part: Partial<AlertSurroundings> = {}): AlertSurroundings {
  return {
    ownerOf: (peer) => /^10\.0\.0\.(\w+)$/.exec(peer)?.[1],
    talkersOf: () => 1,
    vms: 20,
    partOf: () => undefined,
    ...part,
  };
}
const idsOf = (alerts: readonly Alert[], surroundings = around()): string[][] =>
  groupAlerts(alerts, surroundings).map((group) => group.alerts.map(({ id }) => id));

describe('alerts become stories', () => {
  it.each<[string, Alert[], string[][]]>([
    ['of one VM, near in time', [alertAt('1', 'a', 0), alertAt('2', 'a', 200)], [['1', '2']]],
    ['of one VM, days apart', [alertAt('1', 'a', 0), alertAt('2', 'a', 2000)], [['1'], ['2']]],
    [
      'of one VM that went on in between',
      [alertAt('1', 'a', 0, { lastSeen: 1900 * 60e6 }), alertAt('2', 'a', 2000)],
      [['1', '2']],
    ],
    ['of two VMs that share nothing', [alertAt('1', 'a', 0), alertAt('2', 'b', 1)], [['1'], ['2']]],
    [
      'by a step to a VM that then alerts',
      [alertAt('1', 'a', 0), alertAt('2', 'a', 5, { technique: lateral, peers: ['10.0.0.b'] }), alertAt('3', 'b', 9)],
      [['1', '2', '3']],
    ],
    [
      'not to what the VM told long before',
      [alertAt('0', 'b', 0), alertAt('1', 'a', 60, { technique: lateral, peers: ['10.0.0.b'] })],
      [['0'], ['1']],
    ],
    [
      'by VMs that name each other, whichever came first',
      [alertAt('1', 'b', 0, { peers: ['10.0.0.a'] }), alertAt('2', 'a', 3, { peers: ['10.0.0.b'] })],
      [['1', '2']],
    ],
    [
      'by the same peer outside',
      [alertAt('1', 'a', 0, { peers: ['203.0.113.7'] }), alertAt('2', 'b', 600, { peers: ['203.0.113.7'] })],
      [['1', '2']],
    ],
    [
      'not by a group address',
      [alertAt('1', 'a', 0, { peers: ['224.0.0.251'] }), alertAt('2', 'b', 1, { peers: ['224.0.0.251'] })],
      [['1'], ['2']],
    ],
    ['never a way in that nobody took', [alertAt('1', 'a', 0, { type: 'known-weakness' })], []],
  ])('%s', (_, alerts, expected) => {
    expect(idsOf(alerts)).toEqual(expected);
    expect(idsOf(alerts.toReversed())).toEqual(expected);
  });

  it('say what ties them', () => {
    const [group] = groupAlerts(
      [alertAt('1', 'a', 0, { technique: lateral, peers: ['10.0.0.b'] }), alertAt('2', 'b', 4)],
      around(),
    );
    expect(group?.ties).toEqual([{ from: '1', to: '2', why: 'vm-a reached vm-b, which alerted from then on' }]);
  });
});

describe('what everybody talks to', () => {
  const fleet = ['a', 'b', 'c', 'd', 'e', 'f'];
  const hub = around({ talkersOf: (peer) => (peer === '192.0.2.53' || peer === '10.0.0.z' ? 6 : 1), vms: 6 });
  it('joins nothing, outside or inside', () => {
    const outside = fleet.map((vm, at) => alertAt(vm, vm, at, { peers: ['192.0.2.53'] }));
    expect(idsOf(outside, hub)).toHaveLength(6);
    const inside = fleet.map((vm, at) => alertAt(vm, vm, at, { peers: ['10.0.0.z'] }));
    expect(idsOf([...inside, alertAt('z', 'z', 20)], hub)).toHaveLength(7);
  });
  it('joins where a feed accuses it, or where a step was taken to it', () => {
    const listed = fleet.map((vm, at) => alertAt(vm, vm, at, { peers: ['192.0.2.53'], feeds: ['feed'] }));
    expect(idsOf(listed, hub)).toHaveLength(1);
    const step = alertAt('a', 'a', 0, { technique: lateral, peers: ['10.0.0.z'] });
    expect(idsOf([step, alertAt('z', 'z', 20)], hub)).toEqual([['a', 'z']]);
  });
  it('and a sweep over many VMs ties only to those that name it', () => {
    const peers = Array.from({ length: 12 }, (_, at) => `10.0.0.t${at}`);
    const scan = alertAt('scan', 'a', 0, { type: 'host-sweep', peers });
    const alerts = [scan, alertAt('own', 't1', 3), alertAt('back', 't2', 4, { peers: ['10.0.0.a'] })];
    expect(idsOf(alerts)).toEqual([['scan', 'back'], ['own']]);
  });
});

it('what an analyst split stays apart, and new alerts find their part', () => {
  const parts: Record<string, string> = { 1: 'old', 2: 'old', 3: 'cut', 4: 'cut' };
  const alerts = ['1', '2', '3', '4', '5'].map((id, at) => alertAt(id, 'a', at * 10));
  expect(idsOf(alerts)).toHaveLength(1);
  const split = around({ partOf: (alert) => parts[alert] });
  expect(idsOf(alerts, split)).toEqual([
    ['1', '2'],
    ['3', '4', '5'],
  ]);
});

const drawn = fc.array(
  fc.record({
    vm: fc.integer({ min: 0, max: 9 }),
    minute: fc.integer({ min: 0, max: 3000 }),
    peers: fc.array(
      fc.constantFrom('10.0.0.1', '10.0.0.2', '203.0.113.1', '203.0.113.2', '198.51.100.9', 'c2.example'),
      { maxLength: 3 },
    ),
    part: fc.option(fc.constantFrom('x', 'y'), { nil: undefined, freq: 4 }),
  }),
  { maxLength: 40 },
);

it('every alert is in one story, whatever the order they came in, and parts are kept', () => {
  fc.assert(
    fc.property(drawn, fc.infiniteStream(fc.nat()), (spec, keys) => {
      const alerts = spec.map(({ vm, minute, peers }, at) => alertAt(`${at}`, `${vm}`, minute, { peers }));
      const surroundings = around({ vms: 10, partOf: (alert) => spec[Number(alert)]?.part });
      const groups = idsOf(alerts, surroundings);
      expect(groups.flat().toSorted()).toEqual(alerts.map(({ id }) => id).toSorted());
      const order = new Map(alerts.map((alert) => [alert, keys.next().value ?? 0]));
      const shuffled = alerts.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
      expect(idsOf(shuffled, surroundings)).toEqual(groups);
      for (const group of groups)
        expect(new Set(group.flatMap((id) => spec[Number(id)]?.part ?? [])).size).toBeLessThanOrEqual(1);
    }),
  );
});

it('ten thousand alerts are grouped in the time of a breath, and no slower than n log n', () => {
  const many = (count: number): Alert[] =>
    Array.from({ length: count }, (_, at) =>
      alertAt(`${at}`, `${at % 997}`, (at * 7919) % 20_000, {
        peers: [`10.0.0.${(at * 31) % 997}`, `203.0.113.${at % 256}`, '192.0.2.53'],
      }),
    );
  // Time of this process alone: others share the machine.
  const time = (alerts: Alert[]): number => {
    const begun = process.cpuUsage();
    groupAlerts(alerts, around({ talkersOf: (peer) => (peer === '192.0.2.53' ? 900 : 2), vms: 997 }));
    return process.cpuUsage(begun).user / 1000;
  };
  for (let turn = 0; turn < 3; turn++) time(many(5000));
  const small = Math.min(...[1, 2, 3, 4].map(() => time(many(2500))));
  const large = Math.min(...[1, 2, 3, 4].map(() => time(many(10_000))));
  expect(large).toBeLessThan(2000);
  // Four times as many take at most eight times as long: what is squared would take sixteen.
  expect(large).toBeLessThan(Math.max(80, small * 8));
});
