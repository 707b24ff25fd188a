import { describe, expect, it } from 'vitest';
import { tellEarlierRisk } from '../vm/tell-earlier-risk.ts';
import { findGaps, lastSeen, tellTimeline, type Timeline, toPoints } from './timeline-data.ts';

const start = Date.parse('2026-11-19T13:00:00Z') * 1000;
const step = 60e6;
const bucket = (index: number, risk: number | null, personas: number[] | null): Timeline['buckets'][number] => ({
  time: start + index * step,
  risk,
  personas,
  bytesOut: 0,
  bytesIn: 0,
  flows: 0,
});
const timeline: Timeline = {
  from: start,
  to: start + 6 * step,
  step,
  labels: [
    { label: 'Web Server', family: 'web', hostile: false },
    { label: 'Beaconing', family: 'exporter', hostile: true },
  ],
  buckets: [
    bucket(0, 0.1, [1, 0]),
    bucket(1, 0.1, null),
    bucket(2, 0.1, null),
    bucket(3, 0.8, [0.4, 0.6]),
    bucket(4, 0.6, [0.3, 0.7]),
    bucket(5, 0.6, null),
  ],
  events: [],
};

describe('timeline', () => {
  it('leaves gaps as gaps and draws the high part heavier', () => {
    const points = toPoints(timeline);
    expect(points.map((point) => point.p1)).toEqual([0, null, null, 0.6, 0.7, null]);
    expect(points.map((point) => point.hot)).toEqual([null, null, null, 0.8, null, null]);
  });
  it('joins neighbouring gaps', () => {
    expect(findGaps(timeline)).toEqual([
      { from: start + step, to: start + 3 * step },
      { from: start + 5 * step, to: start + 6 * step },
    ]);
    expect(lastSeen(timeline)).toBe(4);
  });
  it('is one sentence', () => {
    expect(tellTimeline(timeline)).toBe(
      'Risk 0.10 at 13:00, 0.60 at 13:05, highest 0.80 at 13:03; most likely Beaconing, 0.70 at the end.',
    );
    expect(tellTimeline({ ...timeline, buckets: [] })).toBe('Nothing was scored in this time.');
  });
  it('tells the risk it had at first where that was another', () => {
    expect(tellEarlierRisk(timeline)).toBe('was 0.10 at 13:00');
    expect(tellEarlierRisk({ ...timeline, buckets: [bucket(0, 0.55, null), bucket(1, 0.6, null)] })).toBe('');
  });
});
