import { useState } from 'react';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { holdOrder } from './fleet-order.ts';

const idOf = (row: SubjectRow): string => row.id;

/**
 * Holds the order of rows while `hold` is true (pointer over the list, or typing), so that nothing moves under the
 * hand. A change of `question` (sort, filter, group) is the analyst's own and orders at once.
 */
export function useHeldRows(
  sorted: readonly SubjectRow[],
  hold: boolean,
  question: string,
): { rows: readonly SubjectRow[]; moved: number; release: () => void } {
  const ids = sorted.map(idOf);
  const [kept, setKept] = useState({ question, ids });
  const asked = kept.question !== question;
  const differs = kept.ids.length !== ids.length || kept.ids.some((id, index) => id !== ids[index]);
  const release = (): void => setKept({ question, ids });
  if (asked || (differs && !hold)) {
    setKept({ question, ids });
    return { rows: sorted, moved: 0, release };
  }
  return hold ? { ...holdOrder(sorted, kept.ids, idOf), release } : { rows: sorted, moved: 0, release };
}
