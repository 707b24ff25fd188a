import type { SubjectRow } from '../../../shared/contract/subject.ts';
import type { FleetSearch } from '../../routes/search.ts';
import { bandOf, type RiskBand } from '../../ui/risk-band.ts';
import { facetOf } from './fleet-filter.ts';

/** Columns the Fleet sorts by. */
export type FleetSort = NonNullable<FleetSearch['sort']>;

type Compare = (a: SubjectRow, b: SubjectRow) => number;
const text = new Intl.Collator('en', { numeric: true });

const byName: Compare = (a, b) => text.compare(a.name, b.name);
/** Not scored stands under every score. */
const byRisk: Compare = (a, b) => (a.risk ?? -1) - (b.risk ?? -1);
const byAlert: Compare = (a, b) => (a.lastAlert?.time ?? 0) - (b.lastAlert?.time ?? 0);

const compares: Record<FleetSort, Compare> = {
  risk: byRisk,
  name: byName,
  persona: (a, b) => text.compare(facetOf(a, 'persona'), facetOf(b, 'persona')),
  activity: (a, b) => a.flows - b.flows,
  flows: (a, b) => a.flows - b.flows,
  role: (a, b) => text.compare(a.role, b.role),
  peers: (a, b) => a.peers - b.peers,
  alert: byAlert,
  host: (a, b) => text.compare(facetOf(a, 'host'), facetOf(b, 'host')),
};

/** Rows in order; equal ones by risk, then by last change, then by name, so that the order never flickers. */
export function sortRows(rows: readonly SubjectRow[], sort: FleetSort, descending: boolean): SubjectRow[] {
  const compare = compares[sort];
  const sign = descending ? -1 : 1;
  return rows.toSorted(
    (a, b) => sign * compare(a, b) || byRisk(b, a) || byAlert(b, a) || byName(a, b) || (a.id < b.id ? -1 : 1),
  );
}

/** Head of a group in the list. */
export interface FleetGroup {
  key: string;
  label: string;
  members: number;
  worst: number | null;
  bands: Record<RiskBand, number>;
}

/** What the list shows: a head or a VM. */
export type FleetEntry = { kind: 'group'; group: FleetGroup } | { kind: 'row'; row: SubjectRow };

const entries = new WeakMap<SubjectRow, FleetEntry>();

/** The same entry for the same row, so that what did not change is not drawn anew. */
function entryOf(row: SubjectRow): FleetEntry {
  const known = entries.get(row);
  if (known !== undefined) return known;
  const entry: FleetEntry = { kind: 'row', row };
  entries.set(row, entry);
  return entry;
}

/** Puts rows under heads of their group, worst group first; without grouping, rows alone. */
export function groupRows(rows: readonly SubjectRow[], group: FleetSearch['group']): FleetEntry[] {
  if (group === undefined) return rows.map(entryOf);
  const groups = new Map<string, SubjectRow[]>();
  for (const row of rows) {
    const key = facetOf(row, group);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [row]);
    else members.push(row);
  }
  return [...groups]
    .map(([key, members]) => ({ head: headOf(key, members), members }))
    .toSorted((a, b) => (b.head.worst ?? -1) - (a.head.worst ?? -1) || text.compare(a.head.key, b.head.key))
    .flatMap(({ head, members }): FleetEntry[] => [{ kind: 'group', group: head }, ...members.map(entryOf)]);
}

function headOf(key: string, members: readonly SubjectRow[]): FleetGroup {
  const bands: Record<RiskBand, number> = { critical: 0, high: 0, elevated: 0, low: 0, none: 0 };
  let worst: number | null = null;
  for (const { risk } of members) {
    bands[bandOf(risk)] += 1;
    if (risk !== null && (worst === null || risk > worst)) worst = risk;
  }
  return { key, label: key, members: members.length, worst, bands };
}

/** Keeps the order of `held` for rows that stay; new ones come last. `moved` counts rows not where they belong. */
export function holdOrder<Row>(
  sorted: readonly Row[],
  held: readonly string[],
  idOf: (row: Row) => string,
): { rows: Row[]; moved: number } {
  const place = new Map(held.map((id, index) => [id, index]));
  const rows = sorted.toSorted((a, b) => (place.get(idOf(a)) ?? held.length) - (place.get(idOf(b)) ?? held.length));
  const moved = rows.filter((row, index) => {
    const there = sorted[index];
    return there !== undefined && idOf(row) !== idOf(there);
  }).length;
  return { rows, moved };
}
