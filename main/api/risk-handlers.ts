import type { MienContract } from '../../shared/contract/contract.ts';
import type { riskContract } from '../../shared/contract/risk.ts';
import type { Handlers } from '../../shared/rpc/procedure.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { SubjectAssessment } from '../detection/assessment.ts';
import { traceRisk } from '../detection/risk-history.ts';
import type { Thresholds } from '../detection/thresholds.ts';
import type { OpenSessions } from './open-sessions.ts';
import { riskPartsOf } from './risk-parts.ts';
import { toDependencies } from './subject-dependencies.ts';

/** Handlers of the risk group. */
export function createRiskHandlers(
  sessions: OpenSessions,
  judging: { thresholds: () => Thresholds },
): Pick<Handlers<MienContract>, keyof typeof riskContract> {
  const subjectOf = (session: string, id: string): SubjectAssessment => {
    const subject = sessions.view(session).subject(id);
    if (!subject) throw new Refusal('not-found', `This session has no VM or host ${id}.`);
    return subject;
  };
  return {
    'subject.history': (input) => {
      const subject = subjectOf(input.session, input.id);
      const parts = riskPartsOf(sessions.session(input.session), subject);
      const moves = subject.risk === null ? [] : traceRisk(parts, judging.thresholds());
      return { from: subject.firstSeen, risk: subject.risk, moves };
    },
    'subject.dependencies': (input) => {
      const subject = subjectOf(input.session, input.id);
      return toDependencies(sessions.session(input.session), sessions.view(input.session).subjectRows(), subject);
    },
  };
}
