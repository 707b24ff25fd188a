import { describe, expect, test } from 'vitest';
import { uuidOf } from '../hosts/vm-facts.test-support.ts';
import { METRICS, placeOf, type MetricKey, type RateRow } from '../telemetry/metrics.ts';
import { ResourceTrace } from './resource-trace.ts';
import { riskOf } from './risk.ts';
import { NOON, randomFrom, SECOND, shippedSettings } from './synthetic.test-support.ts';

const { thresholds } = shippedSettings();
const DAY = 86_400;
const every = { interfaces: 1, cpu: 5, disks: 30 };

/** Rates of a tier at a second: what is not given is NaN, as where a host does not tell it. */
function row(key: MetricKey, second: number, value: number, parts: Partial<RateRow> = {}): RateRow {
  const { tier, place } = placeOf(key);
  const values = new Float64Array(METRICS[tier].length).fill(Number.NaN);
  values[place] = value;
  return { uuid: uuidOf(1), device: '', tier, time: NOON + second * SECOND, seconds: every[tier], values, ...parts };
}

/** Tells a trace a measure from one second to another. */
function tell(trace: ResourceTrace, key: MetricKey, from: number, to: number, load: (second: number) => number): void {
  for (let second = from; second < to; second += every[placeOf(key).tier])
    trace.take(row(key, second, load(second)), thresholds);
}

/** Alerts as risk needs them. */
const riskOfTrace = (trace: ResourceTrace): number =>
  riskOf(
    trace.assess(thresholds).map((draft) => ({
      ...draft,
      id: draft.key,
      technique: { id: '', name: '', tactic: '' },
    })),
    thresholds,
  );

describe('a rise of the CPU', () => {
  const random = randomFrom(3);
  const quiet = (): number => 0.05 + random() * 0.04;

  test.each([0.6, 0.75, 0.9, 1])('to %d is found within a minute, though little was seen before', (load) => {
    const trace = new ResourceTrace();
    tell(trace, 'cpu', 0, 240, quiet);
    tell(trace, 'cpu', 240, 300, () => load);
    expect(trace.assess(thresholds)).toHaveLength(1);
  });

  test('to what mining takes is told with what it was before', () => {
    const trace = new ResourceTrace();
    tell(trace, 'cpu', 0, 600, quiet);
    expect(trace.assess(thresholds)).toEqual([]);
    tell(trace, 'cpu', 600, 660, () => 0.97);
    const [draft, ...others] = trace.assess(thresholds);
    expect(others).toEqual([]);
    expect(draft).toMatchObject({ key: 'cpu', techniques: ['T1496'], score: thresholds.resources.score });
    expect(draft?.firstSeen).toBeGreaterThanOrEqual(NOON + 595 * SECOND);
    expect(draft?.lastSeen).toBeGreaterThan(NOON + 640 * SECOND);
    expect(draft?.why).toMatch(/^9\d %.* instead of [67] %.* standard deviations above what was usual\.$/);
  });

  test('is told with its end when it is over, and anew when it comes back', () => {
    const trace = new ResourceTrace();
    tell(trace, 'cpu', 0, 600, quiet);
    tell(trace, 'cpu', 600, 900, () => 0.9);
    const { version } = trace;
    tell(trace, 'cpu', 900, 1500, quiet);
    const [first] = trace.assess(thresholds);
    expect(first?.lastSeen).toBeLessThan(NOON + 960 * SECOND);
    expect(trace.version).toBeGreaterThanOrEqual(version);
    tell(trace, 'cpu', 1500, 1600, () => 0.9);
    expect(trace.assess(thresholds)[0]?.firstSeen).toBeGreaterThan(NOON + 1490 * SECOND);
    const settled = trace.version;
    tell(trace, 'cpu', 1700, 1800, quiet);
    expect(trace.version).toBeLessThanOrEqual(settled + 4);
  });

  test.each<[string, (trace: ResourceTrace) => void]>([
    ['that lasts as long as a request', (trace) => tell(trace, 'cpu', 600, 610, () => 1)],
    ['of a VM that just began', (trace) => void trace],
    ['by less than a quarter', (trace) => tell(trace, 'cpu', 600, 900, () => 0.25)],
    ['that no host tells', (trace) => tell(trace, 'cpu', 600, 900, () => Number.NaN)],
    [
      'of one device among several',
      (trace) => {
        for (let second = 600; second < 900; second++) trace.take(row('cpu', second, 1, { device: 'x' }), thresholds);
      },
    ],
  ])('%s is none', (_name, then) => {
    const trace = new ResourceTrace();
    tell(trace, 'cpu', 0, 600, quiet);
    then(trace);
    tell(trace, 'cpu', 900, 1200, quiet);
    expect(trace.assess(thresholds)).toEqual([]);
  });

  test('in the first two minutes is a boot', () => {
    const trace = new ResourceTrace();
    tell(trace, 'cpu', 0, 20, () => 0.01);
    tell(trace, 'cpu', 20, 110, () => 1);
    tell(trace, 'cpu', 110, 600, quiet);
    expect(trace.assess(thresholds)).toEqual([]);
  });

  test('that stays is what the VM does now, after half an hour', () => {
    const trace = new ResourceTrace();
    tell(trace, 'cpu', 0, 3600, quiet);
    tell(trace, 'cpu', 3600, 3600 + 4 * 3600, () => 0.9);
    const { lastSeen = 0 } = trace.assess(thresholds)[0] ?? {};
    expect(lastSeen).toBeGreaterThan(NOON + (3600 + 1800) * SECOND);
    expect(lastSeen).toBeLessThan(NOON + (3600 + 3 * 3600) * SECOND);
  });

  test('after days of steady work is still found', () => {
    const trace = new ResourceTrace();
    tell(trace, 'cpu', 0, 3 * DAY, quiet);
    tell(trace, 'cpu', 3 * DAY, 3 * DAY + 60, () => 0.97);
    expect(trace.assess(thresholds)).toHaveLength(1);
  });
});

describe('a day of ordinary work', () => {
  const hour = (second: number): number => (second % DAY) / 3600;
  const work = (second: number): number => Math.max(0, Math.sin(((hour(second) - 6) / 12) * Math.PI));

  test('with its hours, noise and cron jobs tells nothing', () => {
    const random = randomFrom(9);
    const trace = new ResourceTrace();
    for (const [key, base, swing] of [
      ['cpu', 0.05, 0.5],
      ['sent', 20_000, 900_000],
      ['written', 50_000, 700_000],
    ] as const)
      tell(trace, key, 0, DAY, (second) => {
        const cron = second % 3600 < 10 ? 2 : 1;
        return Math.min(
          key === 'cpu' ? 1 : Number.POSITIVE_INFINITY,
          (base + swing * work(second)) * cron * (0.7 + random() * 0.6),
        );
      });
    expect(trace.assess(thresholds)).toEqual([]);
  });

  test('with a backup each night, which reads, packs and sends all there is, stays below suspicion', () => {
    const random = randomFrom(5);
    const trace = new ResourceTrace();
    const backsUp = (second: number): boolean => hour(second) > 2 && hour(second) < 2.5;
    for (const [key, base, heavy] of [
      ['cpu', 0.06, 0.8],
      ['sent', 20_000, 40e6],
      ['written', 50_000, 30e6],
    ] as const)
      tell(trace, key, 0, 2 * DAY, (second) => (backsUp(second) ? heavy : base) * (0.8 + random() * 0.4));
    expect(trace.assess(thresholds)).toHaveLength(3);
    expect(riskOfTrace(trace)).toBeLessThan(thresholds.bands.elevated);
  });
});
