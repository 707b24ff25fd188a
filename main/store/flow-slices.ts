import type { AddressValue } from './address-value.ts';
import type { SessionStore } from './session-store.ts';

/** A flow as the numbers that are judged: id, start, finish, transport, src, sport, dst, dport, state, service, bytes out, bytes in. Words are numbers of the word table. */
export type FlowNumbers = [
  id: number,
  start: number,
  finish: number,
  transport: number,
  src: unknown,
  sport: number,
  dst: unknown,
  dport: number,
  state: number,
  service: number,
  bytesOut: number,
  bytesIn: number,
];

/** Flows after an id in the order of ids, at most `limit`: a walk in slices lets others in between. */
export function readFlowSlice(
  store: SessionStore,
  after: number,
  limit: number,
  window: { from: number; to: number } | undefined,
): FlowNumbers[] {
  const within = window === undefined ? '' : 'AND start < ? AND finish >= ?';
  return store.database
    .prepare(
      `SELECT id, start, finish, transport, src, sport, dst, dport, state, service, bytes_out, bytes_in
       FROM flow WHERE id > ? ${within} ORDER BY id LIMIT ?`,
    )
    .raw()
    .all(after, ...(window === undefined ? [] : [window.to, window.from]), limit) as FlowNumbers[];
}

/** Ids of flows that a condition holds for, at most `limit`. */
export function listFlowIds(store: SessionStore, sql: string, values: readonly unknown[], limit: number): number[] {
  return store.database
    .prepare(`SELECT id FROM flow WHERE ${sql} LIMIT ?`)
    .pluck()
    .all(...values, limit) as number[];
}

/** Flows from or to some addresses that begin within a window, at most `limit` each way: those between two of them once. */
export function readFlowsOf(
  store: SessionStore,
  addresses: readonly AddressValue[],
  { from, to }: { from: number; to: number },
  limit: number,
): FlowNumbers[] {
  const marks = addresses.map(() => '?').join(',');
  const read = (side: string, but: string): FlowNumbers[] =>
    store.database
      .prepare(
        `SELECT id, start, finish, transport, src, sport, dst, dport, state, service, bytes_out, bytes_in
         FROM flow WHERE ${side} IN (${marks}) AND start >= ? AND start < ? ${but} LIMIT ?`,
      )
      .raw()
      .all(...addresses, from, to, ...(but === '' ? [] : addresses), limit) as FlowNumbers[];
  return addresses.length === 0 ? [] : [...read('src', ''), ...read('dst', `AND src NOT IN (${marks})`)];
}

/** Flows from one address to a port of another before a time, the newest first, of the last `depth` of the caller. */
export function readPastFlows(
  store: SessionStore,
  { src, dst, dport, transport }: { src: AddressValue; dst: AddressValue; dport: number; transport: string },
  before: number,
  depth: number,
): { id: number; start: number; state: number; transport: number }[] {
  const found = store.database
    .prepare(
      `SELECT id, start, state, transport FROM
         (SELECT id, start, state, transport, dst, dport FROM flow WHERE src = ? AND start < ? ORDER BY start DESC LIMIT ?)
       WHERE dst = ? AND dport = ?`,
    )
    .all(src, before, depth, dst, dport) as { id: number; start: number; state: number; transport: number }[];
  return found.filter((each) => store.words.textOf(each.transport) === transport);
}

/** When the first flow began, null where there is none. */
export function firstFlowStart(store: SessionStore): number | null {
  return store.database.prepare('SELECT min(start) FROM flow').pluck().get() as number | null;
}
