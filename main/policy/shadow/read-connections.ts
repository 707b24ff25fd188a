import { parseFilter } from '../../../shared/filter/parse-filter.ts';
import type { Alert } from '../../../shared/contract/subject.ts';
import type { Session } from '../../captures/session.ts';
import { toAddressText } from '../../store/address-value.ts';
import { toCondition } from '../../store/filter-sql.ts';
import { listFlowIds, readFlowSlice } from '../../store/flow-slices.ts';
import type { SessionStore } from '../../store/session-store.ts';
import { ConnectionTable } from './connection-table.ts';

/** Flows read at a time; between two slices others have their turn. */
const SLICE = 20_000;
/** Flows of one alert that are marked. */
const MOST_OF_ALERT = 200_000;

const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1, icmp6: 58, sctp: 132 };
/** TCP whose first packet was not seen: whoever was seen first is only taken for the caller. */
export const UNSURE: ReadonlySet<string> = new Set(['OTH', 'SHR', 'RSTRH']);
/** States of which the other side took no part. */
const UNANSWERED = new Set(['S0', 'SH', 'RSTOS0', 'REJ']);

/** IP protocol number of a transport; −1 where it is none: ARP. */
export function protocolOf(transport: string): number {
  return PROTOCOLS[transport] ?? (/^ip-\d{1,3}$/.test(transport) ? Number(transport.slice(3)) : -1);
}

/** Whether the other side took part in a flow of this state. */
export function isAnswered(state: string): boolean {
  return !UNANSWERED.has(state);
}

/** Which alert each flow proves, by its place among `alerts`: the worst of several. */
export function markFlows(store: SessionStore, alerts: readonly Alert[]): Map<number, number> {
  const marked = new Map<number, number>();
  for (const [place, alert] of alerts.entries()) {
    let ids: readonly number[] = alert.flows;
    const filter = alert.flowCount > ids.length && alert.filter !== '' ? parseFilter(alert.filter).filter : null;
    if (filter !== null) {
      const { sql, values } = toCondition(filter);
      ids = listFlowIds(store, sql, values, MOST_OF_ALERT);
    }
    for (const id of ids) {
      const known = marked.get(id);
      if (known === undefined || (alerts[known]?.score ?? 0) < alert.score) marked.set(id, place);
    }
  }
  return marked;
}

/** What was read so far. */
export interface Reading {
  table: ConnectionTable;
  /** 0 to 1. */
  progress: number;
}

/**
 * Reads the stored flows of a session into a table, slice by slice; what there is so far may be judged between two.
 * @param alerts by whose places flows are marked
 */
export function* readConnections(
  session: Pick<Session, 'store'>,
  alerts: readonly Alert[],
  window: { from: number; to: number } | undefined,
): Generator<Reading, Reading> {
  const { store } = session;
  const table = new ConnectionTable();
  const marked = markFlows(store, alerts);
  const last = store.lastNumbers().flow;
  const four = new Map<number, number>();
  const numberOf = (value: unknown): number => {
    if (typeof value !== 'number') return table.addresses.numberOf(toAddressText(value));
    const known = four.get(value);
    if (known !== undefined) return known;
    const made = table.addresses.numberOf(toAddressText(value));
    four.set(value, made);
    return made;
  };
  const protocols = new Map<number, number>();
  const states = new Map<number, { sure: boolean; answered: boolean }>();
  let after = 0;
  for (;;) {
    const slice = readFlowSlice(store, after, SLICE, window);
    for (const [id, start, finish, transport, src, sport, dst, dport, state, service, out, back] of slice) {
      let protocol = protocols.get(transport);
      if (protocol === undefined) protocols.set(transport, (protocol = protocolOf(store.words.textOf(transport))));
      if (protocol < 0) continue;
      let known = states.get(state);
      if (known === undefined) {
        const word = store.words.textOf(state);
        states.set(state, (known = { sure: !UNSURE.has(word), answered: isAnswered(word) }));
      }
      table.add({
        start,
        finish,
        src: numberOf(src),
        sport,
        dst: numberOf(dst),
        dport,
        protocol,
        service,
        bytes: out + back,
        answered: known.answered,
        // A datagram has no handshake: its first one counts as the opening.
        sure: known.sure || protocol !== 6,
        alert: (marked.get(id) ?? -1) + 1,
      });
    }
    const final = slice.at(-1);
    if (final === undefined || slice.length < SLICE) return { table, progress: 1 };
    after = final[0];
    yield { table, progress: Math.min(0.999, after / Math.max(1, last)) };
  }
}
