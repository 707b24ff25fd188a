import type { SubjectRow } from '../../../shared/contract/subject.ts';

/** What a list of VMs to choose from is made of. */
export type EndRow = Pick<SubjectRow, 'id' | 'name' | 'addresses' | 'role' | 'sensitivity' | 'risk'>;

/** Most starts or targets that are chosen by hand. */
export const mostChosen = 200;

/** VMs whose name, address or role holds a text: chosen ones first, then the worst. */
export function chooseRows(rows: readonly EndRow[], text: string, chosen: ReadonlySet<string>): EndRow[] {
  const wanted = text.trim().toLowerCase();
  const holds = (value: string): boolean => value.toLowerCase().includes(wanted);
  return rows
    .filter(({ name, addresses, role }) => wanted === '' || [name, role, ...addresses].some(holds))
    .toSorted(
      (a, b) =>
        Number(chosen.has(b.id)) - Number(chosen.has(a.id)) ||
        (b.risk ?? -1) - (a.risk ?? -1) ||
        (a.name < b.name ? -1 : 1),
    );
}

/** Why a choice of starts and targets cannot be simulated, '' where it can. */
export function checkEnds(starts: ReadonlySet<string>, targets: ReadonlySet<string>): string {
  if (starts.size === 0) return 'attacks begin nowhere';
  if (targets.size === 0) return 'nothing is aimed at';
  if (starts.size > mostChosen || targets.size > mostChosen) return `at most ${mostChosen} of each`;
  return '';
}
