import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluationSet } from '../evaluation-set.ts';

/**
 * Where a set lies: its folder within the data folder, or the data folder itself where that holds what the set is known by.
 * Null where neither is there.
 */
export function findSet(data: string, { folder, marks }: Pick<EvaluationSet, 'folder' | 'marks'>): string | null {
  const holds = (place: string): boolean => marks.some((mark) => existsSync(join(place, mark)));
  return [join(data, folder), data].find(holds) ?? null;
}
