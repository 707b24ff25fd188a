import type { Series } from '../../../shared/contract/host.ts';
import type { AnswerOf } from '../../data/queries.ts';
import { formatBytes } from '../../ui/format-bytes.ts';
import { formatShortCount } from '../../ui/format-count.ts';
import { formatShare } from '../../ui/format-share.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { formatMinute } from '../../ui/format-time.ts';
import { thin } from '../../ui/thin-space.ts';

/** Measures of a VM over time, as the engine tells them. */
export type Resources = AnswerOf<'subject.resources'>;

/** Measures of one group and unit, drawn over each other. */
export interface ResourceChart {
  key: string;
  group: Series['group'];
  unit: Series['unit'];
  /** `Processor`, `Disk latency` …; the measure's own title where it has but one. */
  title: string;
  series: Series[];
  /** What tells each measure of the chart from the others, parallel to `series`. */
  labels: string[];
}

/** How charts are laid out: those always drawn, those one click away, and measures that were 0 throughout. */
export interface ResourceLayout {
  first: ResourceChart[];
  more: ResourceChart[];
  still: string[];
}

/** Lines in one chart; further ones stand in the table alone. */
const most = 4;
const groupOrder: readonly Series['group'][] = ['cpu', 'memory', 'network', 'disk', 'hardware'];
const unitOrder: readonly Series['unit'][] = ['share', 'bytes', 'bytes/s', 'packets/s', 'requests/s', 'ms', 'events/s'];
const titles: Record<string, string> = {
  'cpu share': 'Processor',
  'memory bytes': 'Memory levels',
  'network bytes/s': 'Network',
  'network packets/s': 'Packets',
  'disk bytes/s': 'Disks',
  'disk requests/s': 'Disk requests',
  'disk ms': 'Disk latency',
};
/** Charts that answer what a VM does; the others explain them. */
const primary = new Set(['cpu share', 'memory share', 'network bytes/s', 'disk bytes/s', 'disk ms']);

/** True for the part of one device in a sum that is told too. */
function isPart(series: Series): boolean {
  return series.key.includes(':');
}

/** Puts measures into charts of one unit each, in the order of groups; what was 0 throughout is named, not drawn. */
export function layResources(series: readonly Series[]): ResourceLayout {
  const charts = new Map<string, ResourceChart>();
  const still: string[] = [];
  for (const one of series) {
    if (isPart(one) || one.values.every((value) => value === null)) continue;
    // Hardware events differ by orders of magnitude: each has an axis of its own.
    const key = one.group === 'hardware' ? `hardware ${one.key}` : `${one.group} ${one.unit}`;
    if (one.values.every((value) => value === null || value === 0) && !primary.has(key)) {
      still.push(one.title);
      continue;
    }
    const chart = charts.get(key);
    if (chart === undefined) charts.set(key, { key, group: one.group, unit: one.unit, title: '', series: [one], labels: [] });
    else if (chart.series.length < most) chart.series.push(one);
  }
  const ordered = [...charts.values()].toSorted(
    (a, b) =>
      groupOrder.indexOf(a.group) - groupOrder.indexOf(b.group) || unitOrder.indexOf(a.unit) - unitOrder.indexOf(b.unit),
  );
  for (const chart of ordered) {
    const [only, ...others] = chart.series.map(({ title }) => title);
    chart.title = others.length === 0 ? (only ?? '') : (titles[chart.key] ?? only ?? '');
    chart.labels = tellApart(chart.series.map(({ title }) => title));
  }
  const isFirst = (chart: ResourceChart): boolean => primary.has(chart.key) || chart.group === 'hardware';
  return { first: ordered.filter(isFirst), more: ordered.filter((chart) => !isFirst(chart)), still };
}

/** Titles without the words they share: `Read latency`, `Write latency` → `read`, `write`. */
export function tellApart(names: readonly string[]): string[] {
  if (names.length < 2) return [...names];
  const words = names.map((name) => name.split(' '));
  const shared = new Set(words[0]?.filter((word) => words.every((others) => others.includes(word))));
  return words.map((own, index) => {
    const left = own.filter((word) => !shared.has(word)).join(' ');
    if (left === '') return names[index] ?? '';
    // A word in capitals stays: CPU, I/O.
    return /^\p{Lu}\p{Ll}/u.test(left) ? left.charAt(0).toLowerCase() + left.slice(1) : left;
  });
}

/** Newest value of a measure that there is, null where there is none. */
export function latestOf(series: Series): number | null {
  return series.values.findLast((value) => value !== null) ?? null;
}

/** A value with its unit: `12 %`, `1.4 MB/s`, `3.1 ms`; an em dash for none. */
export function formatMeasure(value: number | null, unit: Series['unit']): string {
  if (value === null) return '—';
  switch (unit) {
    case 'share':
      return value > 1 ? `${String(Math.round(value * 100))}${thin}%` : formatShare(value);
    case 'bytes':
      return formatBytes(value);
    case 'bytes/s':
      return `${formatBytes(value)}/s`;
    case 'ms':
      return value >= 1 && value < 9.95 ? `${value.toFixed(1)}${thin}ms` : formatSpan(value * 1000);
    default:
      return `${value < 10 ? value.toFixed(1) : formatShortCount(Math.round(value))}/s`;
  }
}

/** Top of a chart's axis: shares stand against all they may use, other measures against their largest value. */
export function topOf(chart: Pick<ResourceChart, 'unit' | 'series'>): number {
  const peak = Math.max(0, ...chart.series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  if (chart.unit === 'share') return Math.max(1, peak);
  return peak === 0 ? 1 : peak;
}

/** One moment of a chart: the time under `time`, values under `v0`, `v1` …; null in a gap. */
export interface ResourcePoint {
  time: number;
  [value: `v${number}`]: number | null;
}

/** A chart's measures as points in the middle of their stretch of time. */
export function toResourcePoints(
  { times, step }: Pick<Resources, 'times' | 'step'>,
  chart: Pick<ResourceChart, 'series'>,
): ResourcePoint[] {
  return times.map((time, at) => {
    const point: ResourcePoint = { time: time + step / 2 };
    for (const [index, { values }] of chart.series.entries()) point[`v${index}`] = values[at] ?? null;
    return point;
  });
}

const made: Record<Series['unit'], string> = {
  share: 'What the VM uses, divided by what it may use.',
  bytes: 'A level as the hypervisor told it at a poll.',
  'bytes/s': 'Difference of the hypervisor’s byte counters between two polls, divided by the time between them.',
  'packets/s': 'Difference of the hypervisor’s packet counters between two polls, divided by the time between them.',
  'requests/s': 'Difference of the hypervisor’s request counters between two polls, divided by the time between them.',
  ms: 'Time the hypervisor spent on requests between two polls, divided by their number.',
  'events/s': 'Difference of a counter of the hypervisor between two polls, divided by the time between them.',
};
const processor =
  'Processor time that the hypervisor charged the VM between two polls, divided by the time between them and by its vCPUs: 100\u202f% is all it may use.';

/** Where the figures of a chart come from, in a sentence or two. `step`: microseconds a point stands for. */
export function explainChart(chart: Pick<ResourceChart, 'group' | 'unit'>, step: number): string {
  const how = chart.group === 'cpu' && chart.unit === 'share' ? processor : made[chart.unit];
  return `${how} A point is the mean over ${formatSpan(step)}. A counter that starts again makes a gap, never a negative rate.`;
}

/** All charts in one sentence, made from their data. */
export function tellResources(charts: readonly ResourceChart[], resources: Resources): string {
  if (charts.length === 0) return 'No resource figures in this time.';
  const parts = charts.flatMap((chart) =>
    chart.series.map((series) => {
      const peak = Math.max(...series.values.map((value) => value ?? 0));
      return `${series.title} ${formatMeasure(latestOf(series), chart.unit)}, highest ${formatMeasure(peak, chart.unit)}`;
    }),
  );
  const { length } = resources.gaps;
  const gaps = length === 0 ? '' : ` ${String(length)} ${length === 1 ? 'gap' : 'gaps'}.`;
  return `${formatMinute(resources.from)} to ${formatMinute(resources.to)}: ${parts.join('; ')}.${gaps}`;
}
