import { expect, it } from 'vitest';
import type { SubjectWeaknesses } from '../../../shared/contract/subject.ts';
import { tellWeaknesses } from './tell-weaknesses.ts';

const known: SubjectWeaknesses = {
  worst: [],
  total: 3,
  exploited: 1,
  packages: 412,
  distribution: 'Debian GNU/Linux 12 (bookworm)',
  covered: true,
};

it.each<[Partial<SubjectWeaknesses>, string]>([
  [{}, '3 known weaknesses, 1 exploited in the wild'],
  [{ total: 1, exploited: 0 }, '1 known weakness, none exploited in the wild'],
  [{ total: 0, exploited: 0 }, 'none known in 412 packages'],
  [
    { total: 0, exploited: 0, covered: false },
    'no feed tells of Debian GNU/Linux 12 (bookworm), 412 packages not compared',
  ],
  [{ total: 0, exploited: 0, packages: 0, covered: false, distribution: '' }, 'its distribution is not known'],
])('%j is told as %j', (part, words) => {
  expect(tellWeaknesses({ ...known, ...part })).toBe(words);
});
