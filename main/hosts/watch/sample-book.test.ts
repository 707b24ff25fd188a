import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostReport } from '../host-report.ts';
import { SampleBook } from './sample-book.ts';

const START = Date.UTC(2026, 10, 26);
const told: HostReport[] = [];
let book: SampleBook;

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  told.length = 0;
  book = new SampleBook({ interfaces: 1000, cpu: 5000, disks: 30_000 }, 'run', (report) => told.push(report));
});
afterEach(() => vi.useRealTimers());

const add = (after: number, tier: 'interfaces' | 'cpu' = 'interfaces'): void => {
  vi.advanceTimersByTime(after);
  book.add(tier, performance.now(), 3, []);
};
const gaps = (): object[] => told.filter(({ type }) => type === 'gap');

describe('SampleBook', () => {
  it('tells batches with both clocks and the name of the run', () => {
    add(500);
    const batch = {
      tier: 'interfaces',
      at: performance.now(),
      epoch: 'run',
      took: 3,
      samples: [],
      time: (START + 500) * 1000,
    };
    expect(told).toEqual([{ type: 'samples', time: (START + 500) * 1000, batch }]);
  });

  it('tells no moment twice', () => {
    add(1000);
    add(0);
    expect(told).toHaveLength(1);
  });

  it('lets a tick be late, but tells a gap when one is missing', () => {
    for (const after of [0, 1000, 2100, 1000]) add(after);
    expect(gaps()).toEqual([]);
    add(2300);
    expect(gaps()).toMatchObject([{ tier: 'interfaces', from: (START + 4100) * 1000, to: (START + 6400) * 1000 }]);
  });

  it('tells why, for each tier when its samples come again; the first reason stays', () => {
    add(0);
    add(0, 'cpu');
    book.interrupt('It rained.');
    book.interrupt('It snowed.');
    add(1000);
    expect(gaps()).toMatchObject([{ tier: 'interfaces', reason: 'It rained.' }]);
    add(4000, 'cpu');
    expect(gaps()).toMatchObject([{ tier: 'interfaces' }, { tier: 'cpu', reason: 'It rained.' }]);
    add(1000, 'cpu');
    expect(gaps()).toHaveLength(2);
  });

  it('knows how long a gap was though the clock of the wall stepped meanwhile', () => {
    add(0);
    vi.setSystemTime(START + 3_600_000);
    add(10_000);
    const [gap] = gaps() as { from: number; to: number }[];
    expect((gap?.to ?? 0) - (gap?.from ?? 0)).toBe(10e6);
  });
});
