import { describe, expect, it } from 'vitest';
import type { Series } from '../../../shared/contract/host.ts';
import { thin } from '../../ui/thin-space.ts';
import {
  chartResources,
  explainChart,
  formatMeasure,
  latestOf,
  tellResources,
  topOf,
  toResourcePoints,
} from './resource-charts.ts';

const series = (part: Partial<Series>): Series => ({
  key: 'cpu',
  title: 'Processor',
  unit: 'share',
  group: 'cpu',
  values: [0.1, null, 0.3],
  ...part,
});
const plain = (text: string): string => text.replaceAll(thin, ' ');
const network = (key: string, title: string, values: (number | null)[] = [1, 2, 3]): Series =>
  series({ key, title, unit: 'bytes/s', group: 'network', values });

describe('charts of resources', () => {
  it('have one unit each, in the order of groups; measures without a value are left out', () => {
    const charts = chartResources([
      series({ key: 'misses', title: 'Cache misses', group: 'hardware', unit: 'events/s' }),
      series({ key: 'cycles', title: 'Cycles', group: 'hardware', unit: 'events/s' }),
      network('rx', 'In'),
      series({ key: 'packets', title: 'Packets in', unit: 'packets/s', group: 'network' }),
      network('tx', 'Out'),
      network('none', 'Errors', [null, null, null]),
      series({}),
    ]);
    expect(charts.map((chart) => [chart.title, chart.series.map(({ key }) => key).join(' ')])).toEqual([
      ['Processor', 'cpu'],
      ['Network, bytes', 'rx tx'],
      ['Network, packets', 'packets'],
      ['Cache misses', 'misses'],
      ['Cycles', 'cycles'],
    ]);
  });
  it('leave gaps as gaps', () => {
    const [chart] = chartResources([network('rx', 'In', [5, null, 7]), network('tx', 'Out', [1])]);
    expect(chart && toResourcePoints([10, 20, 30], chart)).toEqual([
      { time: 10, v0: 5, v1: 1 },
      { time: 20, v0: null, v1: null },
      { time: 30, v0: 7, v1: null },
    ]);
  });
  it('stand shares against all they may use', () => {
    const top = (one: Series): number => chartResources([one]).map(topOf)[0] ?? -1;
    expect(top(series({}))).toBe(1);
    expect(top(series({ values: [1.4] }))).toBe(1.4);
    expect(top(network('rx', 'In', [0, 0]))).toBe(1);
    expect(top(network('rx', 'In', [0, 9]))).toBe(9);
  });
  it('tell the newest value that there is', () => {
    expect(latestOf(series({}))).toBe(0.3);
    expect(latestOf(series({ values: [0.2, null] }))).toBe(0.2);
    expect(latestOf(series({ values: [] }))).toBeNull();
  });
  it.each([
    [0.124, 'share', '12 %'],
    [1.37, 'share', '137 %'],
    [1_400_000, 'bytes/s', '1.4 MB/s'],
    [512e6, 'bytes', '512 MB'],
    [3.14, 'ms', '3.1 ms'],
    [2.25, 'requests/s', '2.3/s'],
    [1234, 'events/s', '1,234/s'],
    [null, 'ms', '—'],
  ] as const)('%s in %s reads %s', (value, unit, text) => expect(plain(formatMeasure(value, unit))).toBe(text));
  it('are one sentence, and each says where its figures come from', () => {
    const charts = chartResources([series({})]);
    const told = { from: 0, to: 60e6, step: 1e6, times: [], series: [], gaps: [{ from: 0, to: 1, reason: 'x' }] };
    expect(plain(tellResources(charts, told))).toBe('00:00 to 00:01: Processor 30 %, highest 30 %. 1 gaps.');
    expect(tellResources([], told)).toBe('No resource figures in this time.');
    expect(charts.map((chart) => plain(explainChart(chart, 5e6)))[0]).toContain('A point stands for 5.0 s');
  });
});
