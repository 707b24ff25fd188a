import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { uuidOf, vmFacts } from '../hosts/vm-facts.test-support.ts';
import type { Flow } from '../telemetry/flow.ts';
import { METRICS, placeOf } from '../telemetry/metrics.ts';
import type { Observation } from '../telemetry/observation.ts';
import type { VmFacts } from '../telemetry/vm-facts.ts';
import type { SubjectAssessment } from './assessment.ts';
import { Judge } from './judge.ts';
import { flow, NOON, randomFrom, SECOND, shippedSettings } from './synthetic.test-support.ts';

const settings = shippedSettings();
const GATEWAY = '02:00:00:00:00:fe';
const macOf = (number: number): string => `52:54:00:00:00:0${number}`;
const machine = (facts: VmFacts): Observation => ({ kind: 'machine', facts, time: NOON });
const told = (one: Flow): Observation => ({ kind: 'flow', flow: one, final: true });

/** Flows of VM `number` to the world, through the gateway. */
function outward(number: number, count: number, parts: Partial<Flow> = {}): Observation[] {
  return Array.from({ length: count }, (_, index) =>
    told(
      flow({
        src: `10.1.1.${number}`,
        srcMac: macOf(number),
        dst: `198.51.100.${1 + (index % 50)}`,
        dstMac: GATEWAY,
        start: NOON + index * 60 * SECOND,
        ...parts,
      }),
    ),
  );
}

function cpu(number: number, second: number, value: number): Observation {
  const values = new Float64Array(METRICS.cpu.length).fill(Number.NaN);
  values[placeOf('cpu').place] = value;
  const time = NOON + second * SECOND;
  return { kind: 'rates', row: { uuid: uuidOf(number), device: '', tier: 'cpu', time, seconds: 5, values } };
}

function judge(...observations: Observation[]): Map<string, SubjectAssessment> {
  const one = new Judge(settings);
  for (const observation of observations) one.observe(observation);
  return new Map(one.assess().subjects.map((subject) => [subject.id, subject]));
}

describe('where hosts tell of VMs', () => {
  test('VMs are the subjects, by UUID, with their names; gateway and other machines are peers', () => {
    const subjects = judge(
      machine(vmFacts(1, { name: 'web' })),
      ...outward(1, 20),
      // A printer of the same network, and what the gateway brings in.
      ...outward(9, 5, { srcMac: '00:11:22:33:44:55' }),
      told(flow({ src: '10.1.1.254', srcMac: GATEWAY, dst: '10.1.1.1', dstMac: macOf(1) })),
    );
    expect([...subjects.keys()]).toEqual([uuidOf(1)]);
    expect(subjects.get(uuidOf(1))).toMatchObject({
      name: 'web',
      addresses: ['10.1.1.1'],
      flows: 21,
      macs: [macOf(1)],
    });
  });

  test('one that was not heard stands too, with its leases and without a risk', () => {
    const subjects = judge(machine(vmFacts(1)), machine(vmFacts(2)), ...outward(1, 20));
    expect(subjects.get(uuidOf(2))).toMatchObject({
      name: 'vm-2',
      addresses: ['10.1.1.2'],
      macs: [macOf(2)],
      flows: 0,
      risk: null,
      verdict: 'unknown',
      firstSeen: NOON,
    });
  });

  test('one of two interfaces is one subject, with the traffic of both', () => {
    const [nic] = vmFacts(1).interfaces;
    const both = vmFacts(1, {
      interfaces: [1, 2].flatMap((number) => (nic === undefined ? [] : [{ ...nic, mac: macOf(number) }])),
      addresses: [],
    });
    const subjects = judge(machine(both), ...outward(1, 10), ...outward(2, 7));
    expect(subjects.size).toBe(1);
    expect(subjects.get(uuidOf(1))).toMatchObject({ flows: 17, macs: [macOf(1), macOf(2)] });
    expect(subjects.get(uuidOf(1))?.addresses.toSorted()).toEqual(['10.1.1.1', '10.1.1.2']);
  });

  test.each<[string, number, boolean]>([
    ['before', -5, true],
    ['while', 30, true],
    ['after', 1000, true],
    ['while', 30, false],
    ['after', 1000, false],
  ])(
    'one that sends from the address of another %s (minute %d) that is at work takes nothing from it; leased: %s',
    (_when, minute, leased) => {
      const victim = vmFacts(2, leased ? {} : { addresses: [] });
      const spoofed = flow({
        src: '10.1.1.2',
        srcMac: macOf(1),
        dst: '198.51.100.99',
        dstMac: GATEWAY,
        start: NOON + minute * 60 * SECOND + 7,
      });
      const work = outward(2, 60);
      const subjects = judge(
        machine(vmFacts(1)),
        machine(victim),
        ...(minute < 0 ? [told(spoofed), ...work] : [...work, told(spoofed)]),
        ...outward(1, 10),
      );
      expect(subjects.get(uuidOf(2))).toMatchObject({ addresses: ['10.1.1.2'], flows: 61 });
      expect(subjects.get(uuidOf(1))).toMatchObject({ addresses: ['10.1.1.1'], flows: 10 });
    },
  );

  test('what is declared of one is said of it, and nonsense is not', () => {
    const subjects = judge(
      machine(vmFacts(1, { role: 'database', sensitivity: 'restricted' })),
      machine(vmFacts(2, { sensitivity: 'top secret' })),
    );
    expect(subjects.get(uuidOf(1))).toMatchObject({ declaredRole: 'database', sensitivity: 'restricted' });
    expect(subjects.get(uuidOf(2))).toMatchObject({ declaredRole: '', sensitivity: 'undeclared' });
  });

  test('a rename changes the name alone, in its alerts too', () => {
    const load = Array.from({ length: 200 }, (_, index) => cpu(1, index * 5, index < 120 ? 0.05 : 0.95));
    const one = new Judge(settings);
    for (const observation of [machine(vmFacts(1)), ...outward(1, 20), ...load]) one.observe(observation);
    const [before] = one.assess().subjects;
    one.observe(machine(vmFacts(1, { name: 'renamed' })));
    const [after] = one.assess().subjects;
    expect(after).toEqual({
      ...before,
      name: 'renamed',
      alerts: before?.alerts.map((alert) => ({ ...alert, subjectName: 'renamed' })),
    });
    expect(after?.alerts).toHaveLength(1);
  });

  test('load far above what was usual raises its risk but never to suspicion; a stranger’s rates are nobody’s', () => {
    const load = (number: number): Observation[] =>
      Array.from({ length: 200 }, (_, index) => cpu(number, index * 5, index < 120 ? 0.05 : 0.95));
    const subjects = judge(machine(vmFacts(1)), ...load(1), ...load(7));
    expect([...subjects.keys()]).toEqual([uuidOf(1)]);
    const subject = subjects.get(uuidOf(1));
    expect(subject?.alerts.map(({ type, technique }) => [type, technique.id])).toEqual([['resource-rise', 'T1496']]);
    expect(subject?.risk).toBeGreaterThan(settings.thresholds.risk.baseRate);
    expect(subject?.risk).toBeLessThan(settings.thresholds.bands.elevated);
    expect(subject?.verdict).toBe('benign');
  });

  test('what was lost of one VM’s packets is said of it alone', () => {
    const subjects = judge(machine(vmFacts(1)), machine(vmFacts(2)), ...outward(1, 20), ...outward(2, 20), {
      kind: 'loss',
      loss: { share: 0.25, reason: 'ring', machine: uuidOf(1) },
    });
    expect(subjects.get(uuidOf(1))?.incompleteReason).toContain('25.0 % of the traffic was lost');
    expect(subjects.get(uuidOf(2))?.incompleteReason).not.toContain('lost');
  });
});

test('however flows, rates and what hosts tell are mixed, and however often it is asked, the judgement is the same', () => {
  const random = randomFrom(4);
  const flows = [1, 2, 3]
    .flatMap((number) => outward(number, 30))
    .concat(outward(3, 40, { dst: '10.1.1.1', dstMac: macOf(1), dport: 22 }))
    .concat(outward(2, 30, { dport: 4444, dst: '203.0.113.9' }));
  const rates = Array.from({ length: 300 }, (_, index) =>
    cpu(1 + (index % 3), index * 5, index > 200 && index % 3 === 1 ? 0.9 : 0.05 + random() * 0.03),
  );
  const facts = [1, 2, 3].map((number) => machine(vmFacts(number)));
  const later = machine(vmFacts(2, { name: 'renamed', sensitivity: 'internal' }));
  const assessed = (observations: readonly Observation[], ask: (index: number) => boolean): unknown => {
    const one = new Judge(settings);
    for (const [index, observation] of observations.entries()) {
      one.observe(observation);
      if (ask(index)) one.assess();
    }
    return one.assess();
  };
  const expected = assessed([...facts, later, ...flows, ...rates], () => false);
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(2)), fc.nat(40), (choices, every) => {
      // What hosts tell keeps its order among itself, as do flows.
      const lists = [[...flows], [...facts, ...rates, later]];
      const mixed: Observation[] = [];
      for (const choice of choices) {
        const list = lists[choice % 2]?.length === 0 ? lists[1 - (choice % 2)] : lists[choice % 2];
        const next = list?.shift();
        if (next === undefined) break;
        mixed.push(next);
      }
      expect(assessed(mixed, (index) => every > 0 && index % (every * 7) === 0)).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});
