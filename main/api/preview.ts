import type { Session } from '../captures/session.ts';
import type { SessionJudge } from '../captures/session-parts.ts';
import type { Assessment } from '../detection/assessment.ts';

interface AlertLine {
  subject: string;
  title: string;
  score: number;
}

function alertsOf(assessment: Assessment): Map<string, AlertLine> {
  const lines = new Map<string, AlertLine>();
  for (const subject of assessment.subjects) {
    for (const alert of subject.alerts) {
      lines.set(`${subject.id} ${alert.type} ${alert.peers.join(' ')}`, {
        subject: subject.name,
        title: alert.title,
        score: alert.score,
      });
    }
  }
  return lines;
}

const bandOf = (risk: number | null): number =>
  risk === null ? -1 : risk < 0.4 ? 0 : risk < 0.7 ? 1 : risk < 0.9 ? 2 : 3;

/** What would change in a session if it were judged by another judge. */
export function previewJudge(
  session: Session,
  judge: SessionJudge,
): {
  come: AlertLine[];
  go: AlertLine[];
  bands: { subject: string; before: number | null; after: number | null }[];
} {
  session.replay(judge);
  const after = judge.assess();
  const before = alertsOf(session.assessment);
  const then = alertsOf(after);
  const risks = new Map(after.subjects.map((subject) => [subject.id, subject.risk]));
  return {
    come: [...then].filter(([key]) => !before.has(key)).map(([, line]) => line),
    go: [...before].filter(([key]) => !then.has(key)).map(([, line]) => line),
    bands: session.assessment.subjects
      .map((subject) => ({ subject: subject.name, before: subject.risk, after: risks.get(subject.id) ?? null }))
      .filter((change) => bandOf(change.before) !== bandOf(change.after)),
  };
}
