import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffHabits } from './diff-habits.ts';
import { HabitBook, type HabitSlot, joinSlots } from './habit-book.ts';

const slot = (words: Record<string, number>, hours = 1): HabitSlot => ({ from: 0, length: hours * 3600e6, words });

describe('two times', () => {
  test('differ in words: what is new, more, less, gone', () => {
    const before = slot(
      { 'opens\t/etc/hosts': 40, 'bytes written\tsrv': 1e9, 'peer\t10.0.0.1': 50, 'runs\t/bin/ls': 30 },
      2,
    );
    const after = slot({
      'opens\t/etc/shadow': 1,
      'bytes written\tsrv': 1.5e9,
      'peer\t10.0.0.9': 4,
      'peer\t10.0.0.1': 5,
      'opens\t/etc/hosts': 21,
    });
    expect(diffHabits([before], [after])).toEqual([
      { text: 'new peer 10.0.0.9', kind: 'new' },
      { text: 'opens /etc/shadow', kind: 'new' },
      { text: '0.2 × the connections to 10.0.0.1', kind: 'less' },
      { text: '3 × the writes to srv', kind: 'more' },
      { text: 'no more: runs /bin/ls', kind: 'gone' },
    ]);
  });

  test('that are alike differ in nothing', () => {
    const words = fc.dictionary(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 1000 }), { maxKeys: 40 });
    fc.assert(
      fc.property(words, (some) => {
        expect(diffHabits([slot(some)], [slot(some)])).toEqual([]);
      }),
    );
  });
});

describe('habits', () => {
  test('are counted by the slot; what a day joins is the sum of its hours', () => {
    const book = new HabitBook();
    for (let minute = 0; minute < 60; minute++) book.add(minute * 60e6, 'runs\t/bin/ls', 2);
    const done = book.takeDone();
    expect(done.map(({ from, words }) => [from / 60e6, words['runs\t/bin/ls']])).toEqual([
      [0, 20],
      [10, 20],
      [20, 20],
      [30, 20],
      [40, 20],
    ]);
    expect(book.current).toMatchObject({ from: 3000e6, words: { 'runs\t/bin/ls': 20 } });
    expect(joinSlots(0, 3600e6, done).words).toEqual({ 'runs\t/bin/ls': 100 });
  });

  test('are bounded whatever a guest does', () => {
    const book = new HabitBook();
    for (let one = 0; one < 5000; one++) book.add(1, `opens\t/tmp/${one}`, 1);
    expect(Object.keys(book.current?.words ?? {}).length).toBeLessThanOrEqual(96);
    expect(book.refused).toBeGreaterThan(4000);
  });
});
