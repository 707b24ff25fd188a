import type { Session } from '../../captures/session.ts';
import type { Alert } from '../../../shared/contract/subject.ts';
import type { ConnectionTable } from './connection-table.ts';
import { readConnections, type Reading } from './read-connections.ts';

/** Milliseconds for which what was read of a watch is taken as all there is. */
const FRESH = 3000;
/** Sessions and windows of which what was read is kept. */
const MOST_KEPT = 4;

interface Kept {
  session: Session;
  window: string;
  flows: number;
  at: number;
  alerts: readonly Alert[];
  table: ConnectionTable;
}

/** Keeps what was read of sessions, so that a draft is judged again with each key without reading again. */
export class PreviewDesk {
  readonly #kept: Kept[] = [];

  /**
   * Stored flows of a session by what can be told apart of them. What is read for the first time is told while it grows.
   * @param rest awaited between two slices
   */
  async *read(
    session: Session,
    window: { from: number; to: number } | undefined,
    rest: () => Promise<void>,
  ): AsyncGenerator<Reading & { alerts: readonly Alert[] }> {
    const name = window === undefined ? '' : `${window.from} ${window.to}`;
    const alerts = session.assessment.subjects.flatMap((subject) => subject.alerts);
    const { flows } = session.toState();
    const known = this.#kept.find(
      (kept) =>
        kept.session === session &&
        kept.window === name &&
        (session.now() - kept.at < FRESH ||
          (kept.flows === flows &&
            kept.alerts.length === alerts.length &&
            kept.alerts.every((alert, at) => alert === alerts[at]))),
    );
    if (known !== undefined) {
      yield { table: known.table, alerts: known.alerts, progress: 1 };
      return;
    }
    const reading = readConnections(session, alerts, window);
    for (;;) {
      const { value, done } = reading.next();
      if (done === true) {
        const others = this.#kept.filter(
          (kept) => !kept.session.closed.aborted && (kept.session !== session || kept.window !== name),
        );
        const kept = { session, window: name, flows, at: session.now(), alerts, table: value.table };
        this.#kept.splice(0, this.#kept.length, kept, ...others.slice(0, MOST_KEPT - 1));
        yield { ...value, alerts };
        return;
      }
      yield { ...value, alerts };
      await rest();
    }
  }
}
