import { expect, test } from 'vitest';
import type { LabelledTraces } from '../sequences/labelled-traces.ts';
import { dropEqualRuns, leaveFamilyOut, meanRanking } from './leave-family-out.ts';
import type { LearnToScore } from './leave-family-out.ts';

const run = (...calls: number[]): Uint16Array => Uint16Array.from(calls);
const traces: LabelledTraces = {
  training: [run(1, 2), run(1, 3), run(1, 2)],
  normal: [run(1, 4), run(1, 2), run(1, 5)],
  attacks: [
    { family: 'a', run: 1, calls: run(9, 1) },
    { family: 'a', run: 5, calls: run(9, 2) },
    { family: 'b', run: 1, calls: run(8, 1) },
  ],
};

test('what is told was never learned, neither the family nor the run', () => {
  const learnt: string[][] = [];
  const told: string[][] = [];
  const spy: LearnToScore = (runs) => {
    learnt.push(runs.map((one) => `${one.malicious} ${Array.from(one.run).join()}`));
    const list: string[] = [];
    told.push(list);
    return (one) => {
      list.push([...one].join());
      return one[0] ?? 0;
    };
  };
  const left = leaveFamilyOut(traces, spy);
  expect(left.map(({ family, attacks, normal }) => [family, attacks, normal])).toEqual([
    ['a', 2, 2],
    ['b', 1, 2],
  ]);
  expect(learnt[0]?.filter((one) => one.startsWith('true'))).toEqual(['true 8,1']);
  told.forEach((list, fold) => {
    for (const one of list) expect(learnt[fold]).not.toContain(`false ${one}`);
  });
  expect(meanRanking(left).auc).toBe(1);
});

test('only the attack runs asked for are told', () => {
  const left = leaveFamilyOut(
    { ...traces, attacks: traces.attacks.slice(0, 2).concat({ family: 'b', run: 5, calls: run(8) }) },
    () => () => 0,
    (one) => one > 3,
  );
  expect(left.map(({ attacks }) => attacks)).toEqual([1, 1]);
});

test('equal runs are kept once', () => {
  expect(dropEqualRuns([...traces.training, ...traces.normal])).toHaveLength(4);
});
