import { parseFilter } from '../../shared/filter/parse-filter.ts';
import type { FilterError } from '../../shared/filter/filter.ts';
import type { Session } from '../captures/session.ts';
import { toCondition } from '../store/filter-sql.ts';
import type { FlowSelection } from '../store/flow-selection.ts';

/** What a list of flows was asked for. */
export interface AskedFlows {
  filter: string;
  subject?: string | undefined;
  alert?: string | undefined;
  window?: { from: number; to: number } | undefined;
  flows?: readonly number[] | undefined;
}

/**
 * Turns what was asked into a selection of the store. A filter that cannot be read is left out and told, so that
 * a half-typed word does not empty the list.
 */
export function selectFlows(
  session: Session,
  asked: AskedFlows,
): { selection: FlowSelection; filterError: FilterError | null } {
  const parsed = parseFilter(asked.filter);
  const parts = [toCondition(parsed.filter ?? { kind: 'all' })];
  const subject =
    asked.subject === undefined ? undefined : session.assessment.subjects.find((known) => known.id === asked.subject);
  let ids = asked.flows;
  if (asked.alert !== undefined) {
    const alert = session.assessment.subjects
      .flatMap((known) => known.alerts)
      .find((known) => known.id === asked.alert);
    const whole = alert ? parseFilter(alert.filter).filter : null;
    // The alert names its first flows; where it rests on more than those, its filter lists them all.
    if (alert && whole && alert.filter && alert.flowCount > alert.flows.length) parts.push(toCondition(whole));
    else ids = alert?.flows ?? [];
  }
  return {
    selection: {
      condition: {
        sql: parts.map((part) => `(${part.sql})`).join(' AND '),
        values: parts.flatMap((part) => part.values),
      },
      addresses: asked.subject === undefined ? undefined : (subject?.addresses ?? ['']),
      window: asked.window,
      ids,
    },
    filterError: parsed.error,
  };
}
