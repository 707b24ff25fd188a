import type { MienContract } from '../../shared/contract/contract.ts';
import type { incidentContract } from '../../shared/contract/incidents.ts';
import type { Handlers } from '../../shared/rpc/procedure.ts';
import type { ReportDocument } from '../exports/report-document.ts';
import type { IncidentBook } from '../incidents/incident-book.ts';
import type { IncidentWork, WorkSource } from '../incidents/incident-work.ts';
import type { OpenSessions } from './open-sessions.ts';

/** Alerts named in a preview. */
const mostNamed = 50;

/** Handlers of the incident group. */
export function createIncidentHandlers(
  sessions: OpenSessions,
  book: IncidentBook,
  work: IncidentWork,
  draw: (source: WorkSource, session: string, id: string) => ReportDocument,
  write: (report: ReportDocument, format: 'html' | 'pdf') => Promise<Uint8Array>,
): Pick<Handlers<MienContract>, keyof typeof incidentContract> {
  const sourceOf = (id: string): WorkSource => {
    const session = sessions.session(id);
    const view = sessions.view(id);
    return {
      key: view.key,
      generation: session.generation,
      subjects: session.assessment.subjects,
      rows: () => view.subjectRows(),
      callers: () => view.callers(),
      twins: session.judge.twins,
    };
  };
  /** Does something, and lets all see it. What is read or watched was judged anew where that was needed. */
  const act = <T>(session: string, run: (source: WorkSource) => T): T => {
    const done = run(sourceOf(session));
    book.changed(sessions.view(session).key);
    sessions.list.changes.notify();
    return done;
  };
  return {
    'incident.list': ({ session }) => book.list(sourceOf(session)),
    'incident.update': ({ session, id, state, outcome, note }) =>
      act(session, (source) => {
        work.move(source, id, state, outcome, note);
        // What a twin learned is told by its next judgement.
        sessions.session(session).assess();
        return {};
      }),
    'incident.closing': ({ session, id, outcome }) => ({ learns: work.learns(sourceOf(session), id, outcome) }),
    'incident.assign': ({ session, id, assignee }) =>
      act(session, (source) => {
        work.assign(source, id, assignee);
        return {};
      }),
    'incident.note': ({ session, id, text }) => act(session, (source) => work.note(source, id, text)),
    'incident.history': ({ session, id }) => ({ entries: work.history(sourceOf(session), id) }),
    'incident.split': ({ session, id, alert }) => act(session, (source) => ({ id: work.split(source, id, alert) })),
    'incident.rejoin': ({ session, id }) => act(session, (source) => ({ id: work.rejoin(source, id) })),
    'feedback.undo': ({ session, id }) =>
      act(session, (source) => {
        work.undo(source, id);
        return {};
      }),
    'suppression.preview': ({ session, scope }) => {
      const { alerts, problem } = work.held(sourceOf(session), scope);
      const named = alerts.slice(0, mostNamed);
      return {
        held: alerts.length,
        problem,
        alerts: named.map(({ id, title, subject, subjectName, score }) => ({ id, title, subject, subjectName, score })),
      };
    },
    'suppression.add': ({ session, ...asked }) => act(session, (source) => ({ id: work.suppress(source, asked) })),
    'suppression.end': ({ session, id }) =>
      act(session, (source) => {
        work.endSuppression(source, id);
        return {};
      }),
    'incident.contents': ({ session, id }) => {
      const { sections, leftOut } = draw(sourceOf(session), session, id);
      return { parts: sections.map(({ title, detail }) => ({ title, detail })), leftOut: [...leftOut] };
    },
    'incident.export': async ({ session, id, format }) => {
      const content = await write(draw(sourceOf(session), session, id), format);
      act(session, (source) => work.exported(source, id, format));
      const type = format === 'pdf' ? 'application/pdf' : 'text/html';
      return { name: `${id}.${format}`, type, bytes: Buffer.from(content).toString('base64') };
    },
  };
}
