import type { Feedback, Suppression } from '../../shared/contract/incidents.ts';
import type { Alert, Answer } from '../../shared/contract/subject.ts';
import type { Answers } from '../detection/assessment.ts';
import { fitsScope } from './fits-scope.ts';

/** A suppression as it is kept. */
export type KeptSuppression = Omit<Suppression, 'inForce' | 'held' | 'alerts'> & {
  /** What it held back when it was ended. */
  held: number;
};

/** Whether a suppression holds anything back at a time, milliseconds since epoch. */
export function isInForce({ endedAt, until }: Pick<KeptSuppression, 'endedAt' | 'until'>, now: number): boolean {
  return endedAt === null && until > now;
}

const outcomeWords = { expected: 'expected', 'false-positive': 'a false positive' } as const;

/** Day and minute of a wall clock time, UTC. */
export function tellMoment(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/**
 * What analysts said, ready to be asked of each alert. Of a suppression and a feedback that both fit, what leaves less counts.
 * @param roleOf what was declared of a VM in the console, '' where nothing was
 */
export function answerAlerts(
  told: { suppressions: readonly KeptSuppression[]; feedback: readonly Feedback[] },
  roleOf: (subject: string) => string,
  now: number,
): Answers {
  const suppressions = told.suppressions.filter((one) => isInForce(one, now));
  const feedback = told.feedback.filter(({ undoneAt }) => undoneAt === null);
  const signals = new Map<string, { of: Feedback; alert: string; peers: ReadonlySet<string> }[]>();
  for (const of of feedback) {
    for (const { subject, type, alert, peers } of of.signals) {
      const key = `${type} ${subject}`;
      const known = signals.get(key) ?? [];
      known.push({ of, alert, peers: new Set(peers) });
      signals.set(key, known);
    }
  }
  const learned = (alert: Alert): Answer | undefined => {
    const fitting = (signals.get(`${alert.type} ${alert.subject}`) ?? []).find(
      (signal) =>
        signal.alert === alert.id || (alert.peers.length > 0 && alert.peers.every((peer) => signal.peers.has(peer))),
    );
    if (fitting === undefined) return undefined;
    const { id, share, who, at, outcome } = fitting.of;
    const why = `${who} closed it as ${outcomeWords[outcome]} on ${tellMoment(at)}: on this VM, with these peers, it counts ${Math.round(share * 100)} % until that is undone.`;
    return { by: 'feedback', id, share, why };
  };
  return {
    version: [...suppressions, ...feedback].map(({ id }) => id).join(' '),
    of: (alert, role) => {
      const holding = suppressions.find(({ scope }) =>
        fitsScope(scope, alert, scope.role === '' ? '' : roleOf(alert.subject) || role),
      );
      if (holding === undefined) return learned(alert);
      const { id, who, until, why } = holding;
      const told = `${who} holds it back until ${tellMoment(until)}: ${why.replace(/[.\s]+$/, '')}. It counts nothing until then.`;
      return { by: 'suppression', id, share: 0, why: told };
    },
  };
}
