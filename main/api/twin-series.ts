import type { TwinChannelName, TwinSeries } from '../../shared/contract/twin.ts';
import type { TimeWindow } from '../../shared/units.ts';
import type { SeriesPoint } from '../twin/series-ring.ts';
import type { Twin } from '../twin/twin.ts';

const UNITS: Readonly<Record<TwinChannelName, string>> = {
  syscalls: 'bits an event',
  processes: 'bits an event',
  flows: 'bits an event',
  resources: 'standard deviations',
  agent: 'lost',
};
/** Least length of a chart, microseconds. */
const LEAST = 60e6;

type Point = TwinSeries['points'][number];

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** Observed against predicted of one channel over a window, at most so many points. */
export function toTwinSeries(
  twin: Twin,
  channel: TwinChannelName,
  buckets: number,
  window: TimeWindow | undefined,
): TwinSeries {
  const track = channel === 'agent' ? null : channel === 'resources' ? twin.resources : twin.tracks[channel];
  const to = window?.to ?? Math.max(twin.now + 1, LEAST);
  const from = window?.from ?? Math.min(track?.series.first ?? to - LEAST, to - LEAST);
  const step = Math.max(2e6, (to - from) / buckets);
  const points = bucketed(track?.series.read(from, to, step) ?? [], from, to, step);
  const threshold =
    track !== null && twin.raises && twin.isRipe(channel) ? (track.ring.bitsAt([0.99])?.[0] ?? null) : null;
  const ranked = track?.ring.size ?? 0;
  return {
    channel,
    unit: UNITS[channel],
    from,
    to,
    step,
    points,
    threshold,
    thresholdText:
      threshold === null
        ? 'no alarm line while this channel learns'
        : `one in a hundred of the last ${ranked} accepted windows lies above; windows above it add up to an alarm by your budget of ${twin.budget.perWeek} a week`,
    learned: twin.learned.stretches
      .filter((stretch) => stretch.to > from && stretch.from < to)
      .map((stretch) => ({ ...stretch, from: Math.max(from, stretch.from), to: Math.min(to, stretch.to) })),
  };
}

/** Means and maxima of buckets; a bucket that is older than the newest point and holds none is a gap. */
function bucketed(
  points: readonly (SeriesPoint & { step: number })[],
  from: number,
  to: number,
  step: number,
): Point[] {
  const count = Math.max(1, Math.min(2000, Math.ceil((to - from) / step)));
  const sums = Array.from({ length: count }, () => ({
    events: 0,
    observed: 0,
    worst: 0,
    bands: [NaN, NaN, NaN, NaN, NaN],
  }));
  for (const point of points) {
    // A point of a minute stands in all buckets it covers.
    const first = Math.max(0, Math.floor((point.time - from) / step));
    const last = Math.min(count - 1, Math.floor((point.time + point.step - 1 - from) / step));
    for (let at = first; at <= Math.max(first, last) && at < count; at++) {
      const sum = sums[at];
      if (sum === undefined) continue;
      const events = Math.max(1, point.events);
      sum.events += events;
      sum.observed += point.observed * events;
      sum.worst = Math.max(sum.worst, point.worst);
      sum.bands = [...point.bands];
    }
  }
  return sums.map(({ events, observed, worst, bands }, at) => {
    const [low90 = NaN, low50 = NaN, middle = NaN, high50 = NaN, high90 = NaN] = bands;
    return {
      time: from + at * step,
      observed: events === 0 ? null : observed / events,
      worst: events === 0 ? null : worst,
      predicted: known(middle),
      low90: known(low90),
      low50: known(low50),
      high50: known(high50),
      high90: known(high90),
    };
  });
}
