import { describe, expect, it } from 'vitest';
import type { Series } from '../../../shared/contract/host.ts';
import { thin } from '../../ui/thin-space.ts';
import {
  explainChart,
  formatMeasure,
  latestOf,
  layResources,
  tellApart,
  tellResources,
  topOf,
  toResourcePoints,
} from './resource-charts.ts';

const series = (part: Partial<Series>): Series => ({
  key: 'cpu',
  title: 'CPU of its vCPUs',
  unit: 'share',
  group: 'cpu',
  values: [0.1, null, 0.3],
  ...part,
});
const plain = (text: string): string => text.replaceAll(thin, ' ');
const network = (key: string, title: string, values: (number | null)[] = [1, 2, 3]): Series =>
  series({ key, title, unit: 'bytes/s', group: 'network', values });

describe('charts of resources', () => {
  it('have one unit each, in the order of groups, the telling ones first', () => {
    const { first, more, still } = layResources([
      series({ key: 'misses', title: 'Cache misses', group: 'hardware', unit: 'events/s' }),
      series({ key: 'cycles', title: 'Cycles', group: 'hardware', unit: 'events/s' }),
      network('received', 'Received'),
      network('received:vnet3', 'Received, vnet3'),
      series({ key: 'packets', title: 'Packets received', unit: 'packets/s', group: 'network' }),
      network('sent', 'Sent', [0, 0, 0]),
      network('none', 'Nothing', [null, null, null]),
      series({ key: 'errors', title: 'Errors and drops', unit: 'events/s', group: 'network', values: [0, null, 0] }),
      series({}),
    ]);
    expect(first.map((chart) => [chart.title, chart.labels.join(' ')])).toEqual([
      ['CPU of its vCPUs', 'CPU of its vCPUs'],
      ['Network', 'received sent'],
      ['Cache misses', 'Cache misses'],
      ['Cycles', 'Cycles'],
    ]);
    expect(more.map((chart) => chart.title)).toEqual(['Packets received']);
    expect(still).toEqual(['Errors and drops']);
  });
  it.each([
    [['Read latency', 'Write latency'], ['read', 'write']],
    [['Packets received', 'Packets sent'], ['received', 'sent']],
    [['Read', 'Read'], ['Read', 'Read']],
    [['Steal'], ['Steal']],
    [
      ['CPU of its vCPUs', 'Waiting for I/O'],
      ['CPU of its vCPUs', 'waiting for I/O'],
    ],
  ])('%j are told apart as %j', (names, labels) => expect(tellApart(names)).toEqual(labels));
  it('leave gaps as gaps, points in the middle of their time', () => {
    const points = toResourcePoints(
      { times: [10, 20, 30], step: 10 },
      { series: [network('rx', 'In', [5, null, 7]), network('tx', 'Out', [1])] },
    );
    expect(points).toEqual([
      { time: 15, v0: 5, v1: 1 },
      { time: 25, v0: null, v1: null },
      { time: 35, v0: 7, v1: null },
    ]);
  });
  it('stand shares against all they may use', () => {
    const top = (one: Series): number => topOf({ unit: one.unit, series: [one] });
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
    [0.42, 'ms', '420 µs'],
    [2.25, 'requests/s', '2.3/s'],
    [1234, 'events/s', '1,234/s'],
    [null, 'ms', '—'],
  ] as const)('%s in %s reads %s', (value, unit, text) => expect(plain(formatMeasure(value, unit))).toBe(text));
  it('are one sentence, and each says where its figures come from', () => {
    const { first } = layResources([series({})]);
    const told = { from: 0, to: 60e6, step: 1e6, times: [], series: [], gaps: [{ from: 0, to: 1, reason: 'x' }] };
    expect(plain(tellResources(first, told))).toBe('00:00 to 00:01: CPU of its vCPUs 30 %, highest 30 %. 1 gap.');
    expect(tellResources([], told)).toBe('No resource figures in this time.');
    expect(plain(explainChart({ group: 'cpu', unit: 'share' }, 5e6))).toMatch(/^Processor time .* mean over 5\.0 s\./);
    expect(explainChart({ group: 'disk', unit: 'ms' }, 5e6)).toMatch(/^Time the hypervisor spent/);
  });
});
