import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { joinWords, readWords, type FleetSearch } from '../../routes/search.ts';
import { bandOf } from '../../ui/risk-band.ts';
import { tellCluster } from './tell-cluster.ts';
import { tellVmState } from './vm-state.ts';

/** Facets of the Fleet, by the search parameter that holds their chosen values. */
export const facetKeys = ['risk', 'persona', 'sensitivity', 'role', 'cluster', 'network', 'host', 'state'] as const;
/** See {@link facetKeys}. */
export type FacetKey = (typeof facetKeys)[number];

/** Value of a facet on a row. */
export function facetOf(row: SubjectRow, key: FacetKey): string {
  switch (key) {
    case 'risk':
      return bandOf(row.risk);
    case 'persona':
      return row.personas.toSorted((a, b) => b.probability - a.probability)[0]?.label ?? 'none yet';
    case 'sensitivity':
      return row.sensitivity;
    case 'host':
      return row.vm === undefined ? 'no host' : row.vm.hostName;
    case 'state':
      return row.vm === undefined ? 'unknown' : tellVmState(row.vm).word;
    case 'cluster':
      return tellCluster(row.cluster);
    case 'role':
      return row.role === '' ? 'unknown' : row.role;
    default:
      return row.network === '' ? 'unknown' : row.network;
  }
}

/** True where every word of the text stands in a name, address, role or alert of the row. */
export function matchesText(row: SubjectRow, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const hay = [
    row.name,
    ...row.names,
    ...row.addresses,
    ...row.macs,
    row.network,
    row.role,
    row.lastAlert?.title ?? '',
    row.vm?.hostName ?? '',
  ]
    .join('\n')
    .toLowerCase();
  return words.every((word) => hay.includes(word));
}

type Filters = Pick<FleetSearch, FacetKey | 'find'>;

/** Rows that pass the text and all facets; `except` leaves one facet out, for its own counts. */
export function filterRows(rows: readonly SubjectRow[], search: Filters, except?: FacetKey): SubjectRow[] {
  const chosen = facetKeys
    .filter((key) => key !== except)
    .map((key) => [key, new Set(readWords(search[key]))] as const)
    .filter(([, words]) => words.size > 0);
  const text = search.find ?? '';
  return rows.filter((row) => matchesText(row, text) && chosen.every(([key, words]) => words.has(facetOf(row, key))));
}

/** How many rows have each value of a facet, among the rows that the other filters leave. */
export function countFacet(rows: readonly SubjectRow[], search: Filters, key: FacetKey): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of readWords(search[key])) counts.set(word, 0);
  for (const row of rows) counts.set(facetOf(row, key), counts.get(facetOf(row, key)) ?? 0);
  for (const row of filterRows(rows, search, key)) {
    const value = facetOf(row, key);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** The parameter after a value was chosen or dropped. */
export function toggleWord(joined: string | undefined, word: string, on: boolean): string | undefined {
  const words = readWords(joined).filter((other) => other !== word);
  return joinWords(on ? [...words, word] : words);
}

/** The filter that hides most: rows that would appear without it. Null where dropping any single one shows nothing. */
export function findStrictest(
  rows: readonly SubjectRow[],
  search: Filters,
): { key: FacetKey | 'find'; gains: number } | null {
  let best: { key: FacetKey | 'find'; gains: number } | null = null;
  for (const key of ['find', ...facetKeys] as const) {
    if (search[key] === undefined || search[key] === '') continue;
    const gains = filterRows(rows, { ...search, [key]: undefined }).length;
    if (gains > 0 && (best === null || gains > best.gains)) best = { key, gains };
  }
  return best;
}
