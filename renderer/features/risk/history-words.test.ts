import { expect, test } from 'vitest';
import type { RiskMove } from '../../../shared/contract/risk.ts';
import { tellHistory } from './history-words.ts';

const noon = Date.UTC(2026, 10, 19, 12) * 1000;
const move = (minute: number, before: number, after: number, title: string): RiskMove => ({
  time: noon + minute * 60e6,
  before,
  after,
  changes: [{ signal: 'beacon', title, evidence: '', technique: null, alert: 'a', before: 0, after: after - before }],
  more: 0,
});

test.each([
  [[], 'It never moved.'],
  [[move(1, 0.05, 0.6, 'Beacon')], 'From 0.05 to 0.60 in one move; most at 12:01:00: Beacon.'],
  [
    [move(1, 0.05, 0.2, 'Scan'), move(2, 0.2, 0.8, 'Beacon'), move(3, 0.8, 0.83, 'Upload')],
    'From 0.05 to 0.83 in 3 moves; most at 12:02:00: Beacon.',
  ],
  [[{ ...move(1, 0.05, 0.2, ''), changes: [] }], 'From 0.05 to 0.20 in one move; most at 12:01:00.'],
])('%#', (moves, told) => {
  expect(tellHistory(moves)).toBe(told);
});
