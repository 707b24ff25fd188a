import type { Session } from '../../../shared/contract/session.ts';
import { formatShare } from '../../ui/format-share.ts';
import type { LinkState } from '../../data/connection.ts';

/** Something that is not fine: what happened, what it means, what to do. */
export interface Condition {
  id: string;
  title: string;
  text: string;
  /** Facts in the order: since, tried, still works, not working, to do. Names and values. */
  facts: (readonly [string, string])[];
  severity: 'info' | 'warning' | 'error';
  /** True where the text holds names from evidence. */
  hostile: boolean;
  /** Id of the host that can be tried again at once. */
  host?: string;
}

/** A remark in title and rest: its first sentence is the title, where it is short. */
export function splitRemark(remark: string): { title: string; text: string } {
  const end = remark.indexOf('. ');
  if (end < 0 || end > 100) return { title: remark, text: '' };
  return { title: remark.slice(0, end + 1), text: remark.slice(end + 2) };
}

/** Lists what is not fine, worst first. `clock` says a wall-clock time; `others`: what is not fine about hosts and feeds. */
export function listConditions(
  link: LinkState,
  session: Session | null,
  clock: (time: number) => string,
  others: readonly Condition[] = [],
): Condition[] {
  const conditions: Condition[] = [...others];
  if (link.state === 'lost') {
    const next = link.nextTry === null ? 'trying now' : `next at ${clock(link.nextTry)}`;
    conditions.push({
      id: 'link',
      title: 'The engine does not answer',
      text: 'The connection to the engine was lost. It may have been stopped.',
      facts: [
        ['Since', clock(link.since)],
        ['Tried', `${link.tries} times, ${next}`],
        ['Still works', 'what is on screen stays readable'],
        ['Not working', 'new data, filters, opening flows and packets'],
        ['To do', 'if it was stopped: start Mien again and open the link it prints'],
      ],
      severity: 'error',
      hostile: false,
    });
  }
  if (session?.error != null) {
    conditions.push({
      id: 'session',
      title: session.error.title,
      text: session.error.detail,
      facts: session.error.action === '' ? [] : [['To do', session.error.action]],
      severity: 'error',
      hostile: true,
    });
  }
  if (session?.state === 'stopped') {
    conditions.push({
      id: 'stopped',
      title: 'Reading was stopped',
      text: 'All numbers stand for the part that was read.',
      facts: [['Read', `${formatShare(session.progress)} of the files`]],
      severity: 'warning',
      hostile: false,
    });
  }
  for (const remark of foldRemarks(session?.remarks ?? [])) {
    conditions.push({
      id: `${remark.code} ${remark.file} ${remark.text}`,
      ...splitRemark(remark.text),
      facts: [
        ...(remark.file === '' ? [] : [['File', remark.file] as const]),
        ...(remark.count > 1 ? [['Times', String(remark.count)] as const] : []),
      ],
      severity: remark.severity,
      hostile: true,
    });
  }
  const rank = { error: 0, warning: 1, info: 2 };
  return conditions.toSorted((a, b) => rank[a.severity] - rank[b.severity]);
}

/** Remarks that say the same stand once, with how often. */
function foldRemarks(remarks: Session['remarks']): Session['remarks'] {
  const folded = new Map<string, Session['remarks'][number]>();
  for (const remark of remarks) {
    const key = `${remark.code} ${remark.file} ${remark.text}`;
    const first = folded.get(key);
    folded.set(key, first === undefined ? remark : { ...first, count: first.count + remark.count });
  }
  return [...folded.values()];
}
