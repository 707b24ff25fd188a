import type { MienContract } from '../../shared/contract/contract.ts';
import type { incidentContract } from '../../shared/contract/incidents.ts';
import type { Handlers } from '../../shared/rpc/procedure.ts';
import type { Answers } from '../detection/assessment.ts';
import type { Thresholds } from '../detection/thresholds.ts';
import { toIncidentReport } from '../exports/incident-report.ts';
import { writeReport } from '../exports/io/write-report.ts';
import { AnswerBook } from '../incidents/answer-book.ts';
import { IncidentBook } from '../incidents/incident-book.ts';
import { IncidentWork } from '../incidents/incident-work.ts';
import { gatherIncident, type ReportFacts } from './incident-evidence.ts';
import { createIncidentHandlers } from './incident-handlers.ts';
import type { OpenSessions } from './open-sessions.ts';

/** Incidents of all sessions, and what analysts said of their alerts. */
export interface IncidentDesk {
  handlers: () => Pick<Handlers<MienContract>, keyof typeof incidentContract>;
  /** What was said of alerts of a session, by the key of its evidence. */
  answersOf: (key: string) => Answers;
  /** The same, by the id of an open session. */
  answers: (session: string) => Answers;
  close: () => void;
}

/**
 * Puts the rooms of incidents together.
 * @param fonts folder of the fonts of reports @param thresholds those of now
 */
export function openIncidentDesk(
  sessions: OpenSessions,
  facts: ReportFacts & { fonts: string },
  thresholds: () => Thresholds,
): IncidentDesk {
  const { store, list } = sessions;
  const { fonts, now, user, version } = facts;
  const answers = new AnswerBook(store, now, (key) => {
    for (const session of list.list()) if (sessions.keyOf(session.id) === key) session.assess();
  });
  const book = new IncidentBook(store, answers, thresholds);
  const work = new IncidentWork({ book, answers, store: store.incidents, user, now });
  const parts = { book, work, facts: { version, user, now } };
  return {
    handlers: () =>
      createIncidentHandlers(
        sessions,
        book,
        work,
        (source, session, id) => toIncidentReport(gatherIncident(sessions, parts, source, session, id)),
        (report, format) => writeReport(report, format, { fonts, now }),
      ),
    answersOf: (key) => answers.answers(key),
    answers: (session) => answers.answers(sessions.keyOf(session)),
    close: () => answers.close(),
  };
}
