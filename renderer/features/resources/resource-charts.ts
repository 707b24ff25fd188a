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
  /** `Processor`, `Network` …; with its measure where it has but one. */
  title: string;
  series: Series[];
}

/** Lines in one chart; further ones stand in the table alone. */
const most = 4;
const groupOrder: readonly Series['group'][] = ['cpu', 'memory', 'network', 'disk', 'hardware'];
const unitOrder: readonly Series['unit'][] = [
  'share',
  'bytes',
  'bytes/s',
  'packets/s',
  'requests/s',
  'ms',
  'events/s',
];
const groupWords: Record<Series['group'], string> = {
  cpu: 'Processor',
  memory: 'Memory',
  network: 'Network',
  disk: 'Disks',
  hardware: 'Hardware events',
};
/** What is drawn first; the rest is one key away in the table. */
const unitWords: Record<Series['unit'], string> = {
  share: 'share',
  bytes: 'level',
  'bytes/s': 'bytes',
  'packets/s': 'packets',
  'requests/s': 'requests',
  ms: 'latency',
  'events/s': 'events',
};

/** Puts measures into charts, one unit each, in the order of groups; measures without any value are left out. */
export function chartResources(series: readonly Series[]): ResourceChart[] {
  const charts = new Map<string, ResourceChart>();
  for (const one of series) {
    if (one.values.every((value) => value === null)) continue;
    // Hardware events differ by orders of magnitude: each has an axis of its own.
    const key = one.group === 'hardware' ? `hardware ${one.key}` : `${one.group} ${one.unit}`;
    const chart = charts.get(key);
    if (chart === undefined) {
      charts.set(key, { key, group: one.group, unit: one.unit, title: titleOf(one), series: [one] });
    } else if (chart.series.length < most) chart.series.push(one);
  }
  return [...charts.values()].toSorted(
    (a, b) =>
      groupOrder.indexOf(a.group) - groupOrder.indexOf(b.group) || unitOrder.indexOf(a.unit) - unitOrder.indexOf(b.unit),
  );
}

function titleOf({ group, unit, title }: Series): string {
  if (group === 'hardware') return title;
  return group === 'cpu' || group === 'memory' ? groupWords[group] : `${groupWords[group]}, ${unitWords[unit]}`;
}

/** Newest value of a measure, null where there is none or the newest time is a gap. */
export function latestOf(series: Series): number | null {
  return series.values.at(-1) ?? series.values.findLast((value) => value !== null) ?? null;
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
export function topOf(chart: ResourceChart): number {
  const peak = Math.max(0, ...chart.series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  if (chart.unit === 'share') return Math.max(1, peak);
  return peak === 0 ? 1 : peak;
}

/** One moment of a chart: the time under `time`, values under `v0`, `v1` …; null in a gap. */
export interface ResourcePoint {
  time: number;
  [value: `v${number}`]: number | null;
}

/** A chart's measures as points. */
export function toResourcePoints(times: readonly number[], chart: ResourceChart): ResourcePoint[] {
  return times.map((time, at) => {
    const point: ResourcePoint = { time };
    for (const [index, { values }] of chart.series.entries()) point[`v${index}`] = values[at] ?? null;
    return point;
  });
}

/** Where the figures of a chart come from, in a sentence or two. */
export function explainChart(chart: ResourceChart, step: number): string {
  const made: Record<Series['unit'], string> = {
    share:
      chart.group === 'cpu'
        ? 'Processor time the hypervisor charged the VM between two polls, divided by the time between them and by its vCPUs. 100 % is all it may use.'
        : 'What the VM uses, divided by what it may use.',
    bytes: 'A level as the hypervisor told it at a poll.',
    'bytes/s': 'Difference of the hypervisor’s byte counters between two polls, divided by the time between them.',
    'packets/s': 'Difference of the hypervisor’s packet counters between two polls, divided by the time between them.',
    'requests/s': 'Difference of the hypervisor’s request counters between two polls, divided by the time between them.',
    ms: 'Time the hypervisor spent on requests between two polls, divided by their number.',
    'events/s': 'Difference of a hardware counter of the VM between two polls, divided by the time between them.',
  };
  return `${made[chart.unit]} A point stands for ${formatSpan(step)}; a counter that started again makes a gap, never a negative rate.`;
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
  const gaps = resources.gaps.length === 0 ? '' : ` ${String(resources.gaps.length)} gaps.`;
  return `${formatMinute(resources.from)} to ${formatMinute(resources.to)}: ${parts.join('; ')}.${gaps}`;
}
