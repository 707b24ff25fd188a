import type { SubjectRow } from '../../shared/contract/subject.ts';
import type { Session } from '../captures/session.ts';
import type { SubjectAssessment } from '../detection/assessment.ts';
import { keyOfEdge } from '../graph/build-graph.ts';
import { ClusterBook } from '../personas/clusters/cluster-book.ts';
import type { FleetPoint } from '../personas/clusters/fleet-point.ts';
import { mixAgentWords } from '../personas/clusters/mix-agent-words.ts';
import { toFleetPoint } from '../personas/clusters/to-fleet-point.ts';
import { countCallers } from '../graph/count-callers.ts';
import type { ConsoleStore } from '../store/console-store.ts';
import { countActivity, sumEdges, type EdgeSum } from '../store/flow-summaries.ts';
import { sparkBuckets, toSubjectRow } from './subject-row.ts';

/** Above this many flows, what needs a walk over all of them waits until reading is over. */
const eagerFlows = 150_000;
/** Flows of alerts looked at to mark edges. */
const maxAlertFlows = 20_000;
/** Stretch of a watch that spark lines show, microseconds. */
const liveSpark = 3600e6;
/** Milliseconds for which who calls whom is kept of a watch. */
const callersFor = 30_000;
/** Edges kept of a session; the heaviest. */
const maxEdges = 50_000;

/** What the console derives from one session: computed when asked, kept until the next assessment. */
export class SessionView {
  private readonly session: Session;
  private readonly store: ConsoleStore;
  /** Name under which notes and declarations of this evidence are kept. */
  readonly key: string;
  private rowsOf = -1;
  private walked = { activity: new Map<string, number[]>(), peers: new Map<string, number>() };
  /** Milliseconds from which flows are walked over again. */
  private walkAgain = 0;
  private rows: SubjectRow[] = [];
  private edgesOf = -1;
  private edges: EdgeSum[] = [];
  private readonly clusters: ClusterBook;
  private callersOf = -1;
  private countAgain = 0;
  private called: ReadonlyMap<string, number> = new Map();
  private flowAlertsOf = -1;
  private flowAlerts = new Map<number, SubjectAssessment['alerts'][number]>();

  constructor(session: Session, store: ConsoleStore, key: string) {
    this.session = session;
    this.store = store;
    this.key = key;
    this.clusters = new ClusterBook(() => session.now());
  }

  /** Whether it was derived from this session. */
  isOf(session: Session): boolean {
    return this.session === session;
  }

  /** A subject by id. */
  subject(id: string): SubjectAssessment | undefined {
    return this.session.assessment.subjects.find((subject) => subject.id === id);
  }

  /** Forgets what was derived: a declaration changed. */
  invalidate(): void {
    this.rowsOf = -1;
  }

  /** All subjects as rows of the fleet, worst risk first. */
  subjectRows(): SubjectRow[] {
    if (this.rowsOf === this.session.generation) return this.rows;
    const { subjects } = this.session.assessment;
    const state = this.session.toState();
    const end = state.end ?? 0;
    // A watch goes on for days: what a row says of activity is said of the last hour.
    const span = { start: Math.max(state.start ?? 0, state.live === null ? 0 : end - liveSpark), end };
    const { activity, peers } = this.walk(state.state !== 'reading' || state.flows < eagerFlows, span);
    const declared = this.store.listDeclarations(this.key);
    const places = this.clusters.places(
      () => this.fleetPoints(),
      state.state !== 'reading' && state.state !== 'watching',
    );
    this.rows = subjects.map((subject) => {
      const spark = Array.from({ length: sparkBuckets }, () => 0);
      for (const address of subject.addresses) {
        for (const [bucket, count] of (activity.get(address) ?? []).entries())
          spark[bucket] = (spark[bucket] ?? 0) + count;
      }
      return toSubjectRow(
        subject,
        declared.get(subject.id),
        spark,
        span,
        peers.get(subject.id) ?? 0,
        this.vmOf(subject.id),
        places.get(subject.id),
      );
    });
    this.rows.sort((left, right) => (right.risk ?? -1) - (left.risk ?? -1) || right.flows - left.flows);
    this.rowsOf = this.session.generation;
    return this.rows;
  }

  /** What needs a walk over flows: kept while the evidence grows, for as long as it was dear. */
  private walk(
    ready: boolean,
    span: { start: number; end: number },
  ): { activity: Map<string, number[]>; peers: Map<string, number> } {
    const started = this.session.now();
    if (started < this.walkAgain || !ready) return this.walked;
    const addresses = this.session.assessment.subjects.flatMap((subject) => subject.addresses);
    const step = Math.max(1, (span.end - span.start) / sparkBuckets);
    this.walked = {
      activity: countActivity(this.session.store, addresses, span.start, step, sparkBuckets),
      peers: this.countPeers(),
    };
    const took = this.session.now() - started;
    if (this.session.toState().state === 'watching') this.walkAgain = started + took + Math.max(2000, took * 30);
    return this.walked;
  }

  /** The subjects of which enough was seen, as they are compared with one another. */
  private fleetPoints(): FleetPoint[] {
    return this.session.assessment.subjects.flatMap((subject) => {
      const twin = this.session.judge.twins?.twin(subject.id);
      return toFleetPoint(subject.id, subject, twin && mixAgentWords(twin)) ?? [];
    });
  }

  /** What its host says of a VM now. */
  private vmOf(id: string): SubjectRow['vm'] {
    const machine = this.session.ledger.machines.get(id);
    if (machine === undefined) return undefined;
    const { host, state } = machine.facts;
    return {
      host,
      hostName: this.session.ledger.nameOf(host),
      state: machine.gone ? 'gone' : state,
      hung: machine.hung,
    };
  }

  /** Who talks with whom in the whole session. */
  allEdges(): EdgeSum[] {
    if (this.edgesOf !== this.session.generation) {
      this.edges = sumEdges(this.session.store, { condition: { sql: '1', values: [] } }, maxEdges);
      this.edgesOf = this.session.generation;
    }
    return this.edges;
  }

  /** How many subjects talk with each peer; kept for a while where the session grows on. */
  callers(): ReadonlyMap<string, number> {
    const now = this.session.now();
    if (this.callersOf === this.session.generation || now < this.countAgain) return this.called;
    this.called = countCallers(this.allEdges(), this.session.assessment.subjects);
    this.callersOf = this.session.generation;
    if (this.session.toState().state === 'watching') this.countAgain = now + callersFor;
    return this.called;
  }

  /** Worst alert of each flow that proves one. */
  alertOfFlow(flow: number): SubjectAssessment['alerts'][number] | undefined {
    if (this.flowAlertsOf !== this.session.generation) {
      this.flowAlerts = new Map();
      for (const subject of this.session.assessment.subjects) {
        for (const alert of subject.alerts) {
          for (const id of alert.flows) {
            const known = this.flowAlerts.get(id);
            if (!known || known.score < alert.score) this.flowAlerts.set(id, alert);
          }
        }
      }
      this.flowAlertsOf = this.session.generation;
    }
    return this.flowAlerts.get(flow);
  }

  /** Worst alert that the flows of an edge prove, by {@link keyOfEdge}. */
  alertsOfEdges(): Map<string, number> {
    const scores = new Map<string, number>();
    const alerts = this.session.assessment.subjects.flatMap((subject) => subject.alerts);
    const ids = [...new Set(alerts.flatMap((alert) => alert.flows))].slice(0, maxAlertFlows);
    const selection = { condition: { sql: '1', values: [] }, ids };
    for (const flow of this.session.store.listFlows(selection, 'start', false, 0, maxAlertFlows)) {
      const key = keyOfEdge(flow);
      scores.set(key, Math.max(scores.get(key) ?? 0, this.alertOfFlow(flow.id)?.score ?? 0));
    }
    return scores;
  }

  private countPeers(): Map<string, number> {
    const owner = new Map<string, string>();
    for (const subject of this.session.assessment.subjects) {
      for (const address of subject.addresses) owner.set(address, subject.id);
    }
    const peers = new Map<string, Set<string>>();
    const add = (subject: string | undefined, peer: string): void => {
      if (subject === undefined) return;
      const known = peers.get(subject) ?? new Set();
      known.add(owner.get(peer) ?? peer);
      peers.set(subject, known);
    };
    for (const edge of this.allEdges()) {
      add(owner.get(edge.src), edge.dst);
      add(owner.get(edge.dst), edge.src);
    }
    return new Map([...peers].map(([subject, known]) => [subject, known.size]));
  }
}
