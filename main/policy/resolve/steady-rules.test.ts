import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveTexts as resolve } from './resolve-texts.test-support.ts';
import type { SteadyMemory } from './steadiness.ts';
import { makeVm, makeWorld } from './world.test-support.ts';

describe('what is asked at once', () => {
  const risky = 'policy: web\nrules: [{ deny: outbound, to: { reputation: "< 0.3" }, when: { risk: "> 0.5" } }]';
  const calm = 'policy: web\nrules: [{ allow: outbound, when: { risk: "< 0.5" } }]\notherwise: deny';

  test('danger holds at once and ends after a minute beyond the margin; calm the other way round', () => {
    let memory: SteadyMemory = new Map();
    let time = 1_700_000_000_000_000;
    const step = (text: string, risk: number, seconds: number): boolean => {
      time += seconds * 1e6;
      const resolution = resolve([text], makeWorld([makeVm(2, { risk })], { time }), memory);
      memory = resolution.memory;
      return resolution.hosts[0]?.vms[0]?.rules.length === 1;
    };
    expect([
      step(risky, 0.6, 1),
      step(risky, 0.47, 3600),
      step(risky, 0.3, 1),
      step(risky, 0.3, 59),
      step(risky, 0.3, 2),
    ]).toEqual([true, true, true, true, false]);
    memory = new Map();
    expect([step(calm, 0.3, 1), step(calm, 0.3, 61), step(calm, 0.6, 1), step(calm, 0.3, 1)]).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  test('an alert that is gone counts for a minute, whatever else was asked beside it', () => {
    const text = 'policy: web\nrules: [{ deny: outbound, when: { risk: "> 0.5", alert: beacon } }]';
    let memory: SteadyMemory = new Map();
    let time = 1_700_000_000_000_000;
    const step = (risk: number, alert: boolean, seconds: number): boolean => {
      time += seconds * 1e6;
      const alerts = alert ? [{ type: 'beacon', technique: 'T1071' }] : [];
      const resolution = resolve([text], makeWorld([makeVm(2, { risk, alerts })], { time }), memory);
      memory = resolution.memory;
      return resolution.hosts[0]?.vms[0]?.rules.length === 1;
    };
    expect([step(0.1, true, 1), step(0.1, false, 1), step(0.9, false, 1), step(0.9, false, 61)]).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  test('a risk that goes to and fro, and a persona that flickers, turn rules once a minute at most', () => {
    const persona = 'policy: p\napplies: { persona: { label: A, atLeast: 0.5 } }\notherwise: deny';
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), {
          minLength: 20,
          maxLength: 60,
        }),
        (ticks) => {
          let memory: SteadyMemory = new Map();
          let before = 0;
          const ends: number[] = [];
          for (const [second, [risk, probability]] of ticks.entries()) {
            const vm = makeVm(2, { risk, personas: [{ label: 'A', probability }] });
            const resolution = resolve([risky, persona], makeWorld([vm], { time: second * 1e6 }), memory);
            memory = resolution.memory;
            // How much is denied: a rule, and each direction that is closed.
            const [held] = resolution.hosts[0]?.vms ?? [];
            const { in: inbound, out: outbound } = held?.otherwise ?? { in: 'accept', out: 'accept' };
            const now = (held?.rules.length ?? 0) + [inbound, outbound].filter((each) => each === 'drop').length;
            if (now < before) ends.push(second);
            before = now;
          }
          expect(ends).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });
});
