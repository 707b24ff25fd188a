import type { TimeWindow } from '../../../shared/units.ts';
import type { QuestionOf } from '../../data/queries.ts';

/** What narrows a list of flows. Absent parts do not narrow. */
export interface FlowSelection {
  filter?: string | undefined;
  subject?: string | undefined;
  alert?: string | undefined;
  window?: TimeWindow | null | undefined;
}

/** The selection as the engine takes it: without the parts that do not narrow. */
export function askSelection(
  session: string,
  selection: FlowSelection,
): Pick<QuestionOf<'flow.list'>, 'session' | 'filter' | 'subject' | 'alert' | 'window'> {
  const { filter = '', subject, alert, window } = selection;
  return {
    session,
    ...(filter === '' ? {} : { filter }),
    ...(subject === undefined ? {} : { subject }),
    ...(alert === undefined ? {} : { alert }),
    ...(window === undefined || window === null ? {} : { window }),
  };
}

/** Whether anything narrows. */
export function isNarrowed(selection: FlowSelection): boolean {
  return Object.keys(askSelection('', selection)).length > 1;
}
