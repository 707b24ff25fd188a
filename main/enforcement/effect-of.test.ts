import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectOf, isGrave, type ServiceFigures } from './effect-of.ts';

/** A sample without chance: spread evenly about a middle. */
const around = (middle: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => middle * (0.5 + (at + 0.5) / count));
const figures = (part: Partial<ServiceFigures> & { each?: number; ms?: number }): ServiceFigures => {
  const { connections = 600, seconds = 600, each = 1000, ms = 20 } = part;
  const bytes = around(each, connections);
  const bytesInAll = bytes.reduce((sum, value) => sum + value, 0);
  return { seconds, connections, failed: 0, bytes, took: around(ms, connections), bytesInAll, ...part };
};
const harmed = (before: ServiceFigures, now: ServiceFigures): string[] =>
  effectOf('s', before, now)
    .filter(({ harm }) => harm)
    .map(({ what }) => what.slice(3));

describe('what a change did to a service', () => {
  const minute = { connections: 60, seconds: 60 };
  it.each<[string, ServiceFigures, ServiceFigures, string[]]>([
    ['nothing', figures({}), figures(minute), []],
    ['doubled latency', figures({}), figures({ ...minute, ms: 40 }), ['time a connection takes']],
    ['latency that doubles below 5 ms', figures({ ms: 2 }), figures({ ...minute, ms: 4 }), []],
    ['a third more latency', figures({}), figures({ ...minute, ms: 26 }), []],
    ['half of them fail', figures({}), figures({ ...minute, failed: 30 }), ['connections that fail']],
    ['failing as before', figures({ failed: 300 }), figures({ ...minute, failed: 31 }), []],
    ['one more that fails', figures({ failed: 6 }), figures({ ...minute, failed: 3 }), []],
    ['throttled', figures({}), figures({ ...minute, each: 200 }), ['bytes a second']],
    ['called less', figures({}), figures({ connections: 20, seconds: 60 }), ['connections a minute']],
    ['called less, too soon to say', figures({}), figures({ connections: 2, seconds: 10 }), []],
    ['all worse in ten calls', figures({ connections: 10 }), figures({ connections: 10, failed: 10, ms: 900 }), []],
    ['not called at all', figures({}), figures({ connections: 0, seconds: 60 }), ['connections a minute']],
    ['watched for too short before', figures({ seconds: 10 }), figures({ ...minute, failed: 30, ms: 90 }), []],
    ['better', figures({ failed: 300, ms: 90 }), figures({ ...minute, each: 9000 }), []],
  ])('%s', (_, before, now, expected) => {
    expect(harmed(before, now)).toEqual(expected);
  });
  it('is not told of what was not measured', () => {
    const none = figures({ connections: 0, seconds: 0 });
    for (const { before, now, harm } of effectOf('s', none, none))
      expect([before, now, harm]).toEqual([null, null, false]);
  });
  it('is rarely called harm where both times are alike, however figures scatter', () => {
    let flagged = 0;
    const runs = 300;
    const scatter = fc.array(fc.double({ min: 1, max: 10_000, noNaN: true }), { minLength: 20, maxLength: 80 });
    fc.assert(
      fc.property(scatter, fc.infiniteStream(fc.nat()), (pool, order) => {
        const draw = (count: number): number[] =>
          Array.from({ length: count }, () => pool[(order.next().value ?? 0) % pool.length] ?? 1);
        const sampled = (count: number): ServiceFigures => {
          const bytes = draw(count);
          const bytesInAll = bytes.reduce((sum, value) => sum + value, 0);
          return { seconds: count, connections: count, failed: 0, bytes, took: draw(count), bytesInAll };
        };
        if (harmed(sampled(200), sampled(60)).length > 0) flagged++;
      }),
      { numRuns: runs, endOnFailure: true },
    );
    expect(flagged).toBeLessThanOrEqual(runs / 50);
  });
  it('is grave where connections fail or slow down, not where there are fewer', () => {
    expect(effectOf('s', figures({}), figures({})).filter(({ what }) => isGrave(what))).toHaveLength(2);
  });
});
