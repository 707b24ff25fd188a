import type { MienContract } from '../../shared/contract/contract.ts';
import type { subjectContract } from '../../shared/contract/subject.ts';
import type { Handlers } from '../../shared/rpc/procedure.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { TimeWindow } from '../../shared/units.ts';
import type { Session } from '../captures/session.ts';
import type { SubjectAssessment } from '../detection/assessment.ts';
import { buildGraph } from '../graph/build-graph.ts';
import { sumEdges } from '../store/flow-summaries.ts';
import type { OpenSessions } from './open-sessions.ts';
import { toSubjectDetail } from './subject-detail.ts';
import { type Judging, judgePart, toTimeline } from './timeline.ts';

/** A baseline from less than this (microseconds) or fewer flows would be noise. */
const minBaselineSpan = 10 * 60e6;
const minBaselineFlows = 40;
/** Edges a graph is built from; the heaviest. */
const maxGraphEdges = 20_000;

function spanOf(session: Session): TimeWindow {
  const { start, end } = session.toState();
  return { from: start ?? 0, to: Math.max((end ?? 0) + 1, (start ?? 0) + 1) };
}

function inWindow(window: TimeWindow | undefined): (alert: { firstSeen: number; lastSeen: number }) => boolean {
  return (alert) => !window || (alert.lastSeen >= window.from && alert.firstSeen < window.to);
}

/** Handlers of the subject group. */
export function createSubjectHandlers(
  sessions: OpenSessions,
  judging: Judging,
): Pick<Handlers<MienContract>, keyof typeof subjectContract> {
  const subjectOf = (session: string, id: string): SubjectAssessment => {
    const subject = sessions.view(session).subject(id);
    if (!subject) throw new Refusal('not-found', `This session has no VM or host ${id}.`);
    return subject;
  };
  return {
    'subject.list': (input) => ({ rows: sessions.view(input.session).subjectRows() }),
    'subject.changes': async function* (input, signal) {
      for await (const _ of sessions.list.changes.follow(signal, 500)) {
        const session = sessions.list.get(input.session);
        if (!session) return;
        const state = session.toState();
        yield { rows: sessions.view(input.session).subjectRows(), progress: state.progress };
      }
    },
    'subject.get': (input) => {
      const session = sessions.session(input.session);
      const view = sessions.view(input.session);
      const subject = subjectOf(input.session, input.id);
      const span = spanOf(session);
      if (span.to - span.from < minBaselineSpan || subject.flows < minBaselineFlows) {
        return toSubjectDetail(session, view, subject, input.window, {
          baseline: null,
          baselineText: 'no baseline: too little was seen',
        });
      }
      const half = { from: span.from, to: (span.from + span.to) / 2 };
      return toSubjectDetail(session, view, subject, input.window, {
        baseline: judgePart(session, subject, half, judging),
        baselineText: 'baseline: first half of the session',
      });
    },
    'subject.timeline': (input) => {
      const session = sessions.session(input.session);
      return toTimeline(
        session,
        subjectOf(input.session, input.id),
        input.window ?? spanOf(session),
        input.buckets,
        judging,
      );
    },
    'subject.declare': (input) => {
      const view = sessions.view(input.session);
      const subject = subjectOf(input.session, input.id);
      const known = sessions.store.listDeclarations(view.key).get(subject.id) ?? {};
      sessions.store.putDeclaration(view.key, subject.id, {
        ...known,
        ...(input.role === undefined ? {} : { role: input.role }),
        ...(input.sensitivity === undefined ? {} : { sensitivity: input.sensitivity }),
        ...(input.name === undefined ? {} : { name: input.name }),
      });
      view.invalidate();
      sessions.list.changes.notify();
      return {};
    },
    'alert.list': (input) => {
      const session = sessions.session(input.session);
      const subjects = session.assessment.subjects.filter(
        (subject) => input.subject === undefined || subject.id === input.subject,
      );
      const alerts = subjects.flatMap((subject) => subject.alerts).filter(inWindow(input.window));
      alerts.sort((left, right) => right.score - left.score || left.firstSeen - right.firstSeen);
      return { alerts };
    },
    'graph.get': (input) => {
      const session = sessions.session(input.session);
      const view = sessions.view(input.session);
      const edges = sumEdges(
        session.store,
        { condition: { sql: '1', values: [] }, window: input.window },
        maxGraphEdges,
      );
      const roles = new Map(view.subjectRows().map((row) => [row.id, row.role]));
      const graph = buildGraph(edges, session.assessment.subjects, roles, input.group, view.alertsOfEdges());
      const hiddenEdges = input.window ? Math.max(0, view.allEdges().length - edges.length) : 0;
      return { ...graph, hiddenEdges };
    },
  };
}
