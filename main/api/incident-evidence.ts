import type { Note } from '../../shared/contract/session.ts';
import type { IncidentEvidence } from '../exports/incident-report.ts';
import type { IncidentBook } from '../incidents/incident-book.ts';
import type { IncidentWork, WorkSource } from '../incidents/incident-work.ts';
import type { OpenSessions } from './open-sessions.ts';

/** Flows a report lists, of one step and in all. */
const mostOfStep = 20;
const mostFlows = 200;

/** What the engine says of itself in a report. */
export interface ReportFacts {
  version: string;
  user: string;
  now: () => number;
}

/** Gathers what a report of an incident is made of. */
export function gatherIncident(
  sessions: OpenSessions,
  parts: { book: IncidentBook; work: IncidentWork; facts: ReportFacts },
  source: WorkSource,
  session: string,
  id: string,
): IncidentEvidence {
  const opened = sessions.session(session);
  const incident = parts.work.find(source, id);
  const { suppressions, feedback } = parts.book.list(source);
  const ids = new Set(incident.alerts.map((alert) => alert.id));
  const vms = new Set(incident.vms.filter(({ since }) => since !== null).map((vm) => vm.id));
  const flowIds = [...new Set(incident.alerts.flatMap(({ flows }) => flows.slice(0, mostOfStep)))];
  const selection = { condition: { sql: '1', values: [] }, ids: flowIds };
  const flows = opened.store.listFlows(selection, 'start', false, 0, mostFlows);
  const state = opened.toState();
  return {
    incident,
    entries: [...parts.work.history(source, incident.id), ...toEntries(sessions.store.listNotes(source.key), vms)],
    suppressions: suppressions.filter(({ alerts }) => alerts.some((alert) => ids.has(alert.id))),
    feedback: feedback.filter((one) => [incident.id, ...incident.merged].includes(one.incident)),
    risks: source.subjects
      .filter((subject) => vms.has(subject.id))
      .map(({ name, risk, contributions }) => ({ name, risk, contributions })),
    flows,
    flowsTotal: incident.alerts.reduce((sum, { flowCount }) => sum + flowCount, 0),
    files: state.files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
    session: state.name,
    ...parts.facts,
    at: parts.facts.now(),
    remarks: state.remarks.slice(0, 20).map(({ text }) => text),
  };
}

/** Notes of the session that speak of a VM of the story. */
function toEntries(notes: readonly Note[], vms: ReadonlySet<string>): IncidentEvidence['entries'][number][] {
  return notes
    .filter(({ subject }) => subject !== null && vms.has(subject))
    .map(({ id, writtenAt, author, text }) => ({ id, at: writtenAt, who: author, kind: 'note', text }));
}
