import { describe, expect, it } from 'vitest';
import { makeSeries, sampleFrom } from './make-twin.test-support.ts';
import {
  countAlarms,
  findTwinGaps,
  latestOf,
  peakOf,
  tellGap,
  toldSince,
  toTwinPoints,
  worstOf,
} from './twin-points.ts';

const minute = 60e6;

describe('points of a twin', () => {
  it('stand in the middle of their step, with the worst of it', () => {
    const series = makeSeries();
    const first = series.points[0];
    if (first === undefined) throw new Error('no point');
    first.observed = 1;
    first.worst = 7;
    expect(toTwinPoints(series, 0)[0]).toEqual({
      time: sampleFrom + minute / 2,
      observed: 7,
      judged: 7,
      predicted: 2.2,
      band90: [0.6, 4],
      band50: [1.6, 2.9],
    });
  });

  it('have no band where an end of it is not known, and none under 0', () => {
    const series = makeSeries();
    const [first, second] = series.points;
    if (first === undefined || second === undefined) throw new Error('no points');
    first.low90 = null;
    second.low90 = -2;
    const [a, b] = toTwinPoints(series, 0);
    expect(a?.band90).toBeNull();
    expect(b?.band90).toEqual([0, 4]);
  });

  it('tell the peak, be it observed, band or alarm line', () => {
    expect(peakOf(makeSeries({ 30: 9.8 }))).toBe(9.8);
    expect(peakOf(makeSeries())).toBe(4.6);
    expect(peakOf(makeSeries({}, { threshold: null }))).toBe(4);
  });

  it('leave a gap where nothing was observed, and join its steps', () => {
    const series = makeSeries({ 10: null, 11: null, 12: null, 90: null });
    expect(findTwinGaps(series)).toEqual([
      { from: sampleFrom + 10 * minute, to: sampleFrom + 13 * minute },
      { from: sampleFrom + 90 * minute, to: sampleFrom + 91 * minute },
    ]);
  });

  it('say that a gap was loss where it was', () => {
    const gap = { from: sampleFrom, to: sampleFrom + minute };
    expect(tellGap(gap, [])).toBe('nothing observed');
    expect(tellGap(gap, [{ from: gap.from, to: gap.to, state: 'incomplete' }])).toBe('lost on the way');
  });

  it('count what is above the alarm line, none while there is none', () => {
    const levels = { 20: 5, 21: 4.6, 22: 9, 23: null };
    expect(countAlarms(makeSeries(levels), 0)).toEqual({ above: 2, observed: 179 });
    expect(countAlarms(makeSeries(levels, { threshold: null }), 0).above).toBe(0);
  });

  it('are no alarm before departures were told', () => {
    const series = makeSeries({ 20: 5, 30: 6 });
    const since = toldSince({ mode: 'watch', modeSince: sampleFrom + 25 * minute });
    expect(countAlarms(series, since)).toEqual({ above: 1, observed: 155 });
    expect(toTwinPoints(series, since)[20]).toMatchObject({ observed: 5, judged: null });
    expect(toldSince({ mode: 'enforce', modeSince: since })).toBe(0);
  });

  it('know the latest and the worst step', () => {
    const series = makeSeries({ 150: 9.8, 178: null, 179: null });
    expect(latestOf(series)?.time).toBe(sampleFrom + 177 * minute);
    expect(worstOf(series)?.time).toBe(sampleFrom + 150 * minute);
    expect(worstOf(makeSeries({}, { points: [] }))).toBeUndefined();
  });
});
