import { describe, expect, it } from 'vitest';
import { makeWindow } from './make-twin.test-support.ts';
import { chooseTargets, joinRanks, rankWindows, stepWindow } from './rank-windows.ts';

const windows = [
  makeWindow({ id: 'mild', score: 0.5, from: 100, to: 110 }),
  makeWindow({ id: 'worst', score: 0.9, from: 200, to: 210 }),
  makeWindow({ id: 'known', score: 1, from: 300, to: 310, state: 'accepted' }),
  makeWindow({ id: 'later', score: 0.5, from: 400, to: 410 }),
];
const ids = (ranked: readonly { window: { id: string } }[]): string[] => ranked.map(({ window }) => window.id);

describe('ranking of windows', () => {
  it('puts the most surprising first, and of two alike the later', () =>
    expect(ids(rankWindows(windows, 'waiting', null))).toEqual(['worst', 'later', 'mild']));
  it('keeps what was decided apart', () => expect(ids(rankWindows(windows, 'decided', null))).toEqual(['known']));
  it.each([
    [{ from: 105, to: 210 }, ['worst', 'mild']],
    [{ from: 111, to: 200 }, []],
    [{ from: 210, to: 400 }, ['worst']],
  ])('narrows to %j', (within, left) => expect(ids(rankWindows(windows, 'waiting', within))).toEqual(left));

  const ranked = rankWindows(windows, 'waiting', null);
  it('a decision is about the ticked ones, else about the open one', () => {
    expect(ids(chooseTargets(ranked, new Set(['mild', 'worst']), 'later', 'accept'))).toEqual(['worst', 'mild']);
    expect(ids(chooseTargets(ranked, new Set(), 'later', 'reject'))).toEqual(['later']);
    expect(chooseTargets(ranked, new Set(), null, 'accept')).toEqual([]);
  });
  it('what was rejected can be accepted later, what was learned is decided', () => {
    const decided = rankWindows([...windows, makeWindow({ id: 'out', state: 'rejected' })], 'decided', null);
    const all = new Set(['known', 'out']);
    expect(ids(chooseTargets(decided, all, null, 'accept'))).toEqual(['out']);
    expect(chooseTargets(decided, all, 'out', 'reject')).toEqual([]);
  });
  it.each([
    [[], ''],
    [['worst'], '1'],
    [['worst', 'mild'], '1 and 3'],
    [['worst', 'later', 'mild'], '1, 2 and 3'],
  ])('%j reads "%s"', (ticked, words) =>
    expect(joinRanks(chooseTargets(ranked, new Set(ticked), null, 'accept'))).toBe(words),
  );
  it.each([
    [null, 1, 'worst'],
    [null, -1, 'mild'],
    ['worst', 1, 'later'],
    ['worst', -1, 'worst'],
    ['mild', 1, 'mild'],
  ] as const)('from %s by %d leads to %s', (open, step, next) => expect(stepWindow(ranked, open, step)).toBe(next));
  it('leads nowhere in an empty list', () => expect(stepWindow([], null, 1)).toBeNull());
});
