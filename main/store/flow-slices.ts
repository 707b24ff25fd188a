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
