import type { Session } from '../captures/session.ts';
import type { SubjectAssessment } from '../detection/assessment.ts';
import type { RiskParts } from '../detection/risk-history.ts';

/** What the risk of a subject is made of, with the alerts of those whose risk comes over. */
export function riskPartsOf(session: Session, { alerts, inherited }: SubjectAssessment): RiskParts {
  const { subjects } = session.assessment;
  return {
    alerts,
    inherited: inherited ?? [],
    alertsOf: (source) => subjects.find(({ id }) => id === source)?.alerts ?? [],
  };
}
