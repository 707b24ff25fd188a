import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { formatScore } from '../../ui/format-score.ts';
import { bandOf, bandWord, riskBands } from '../../ui/risk-band.ts';

/** The risk of each VM as it was last told, by id. */
export type KnownRisks = ReadonlyMap<string, number | null>;

/** The risks of rows, to compare the next ones with. */
export function knowRisks(rows: readonly SubjectRow[]): KnownRisks {
  return new Map(rows.map(({ id, risk }) => [id, risk]));
}

/**
 * The worst VM that rose into a worse band (elevated or above) since `before`, in one sentence; '' where none did. A VM
 * that was not known before has not risen.
 */
export function findRise(before: KnownRisks, rows: readonly SubjectRow[]): string {
  const place = (risk: number | null): number => riskBands.indexOf(bandOf(risk));
  const low = riskBands.indexOf('low');
  const risen = rows.filter(({ id, risk }) => {
    if (risk === null || !before.has(id)) return false;
    return place(risk) < low && place(risk) < place(before.get(id) ?? null);
  });
  const worst = risen.toSorted((a, b) => (b.risk ?? 0) - (a.risk ?? 0))[0];
  if (worst === undefined) return '';
  const more = risen.length - 1;
  const others = more === 0 ? '' : `, and ${String(more)} more`;
  return `${worst.name} rose to ${formatScore(worst.risk)}, ${bandWord(bandOf(worst.risk)).toLowerCase()}${others}`;
}
