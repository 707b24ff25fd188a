import type { SessionStore } from './session-store.ts';

/** A row of a page, with the number that the next page begins after. */
interface Numbered {
  id: number;
}

/** Flows of a session in the order of their numbers, those that ended at or after a time (microseconds). */
export function pageFlows(
  store: SessionStore,
  after: number,
  since: number,
  most: number,
): (Numbered & { final: number; detail: Uint8Array })[] {
  return store.database
    .prepare('SELECT id, final, detail FROM flow WHERE id > ? AND finish >= ? ORDER BY id LIMIT ?')
    .all(after, since, most) as (Numbered & { final: number; detail: Uint8Array })[];
}

/** Application records in the order in which they were told, from a time on. */
export function pageRecords(
  store: SessionStore,
  after: number,
  since: number,
  most: number,
): (Numbered & { detail: Uint8Array })[] {
  return store.database
    .prepare('SELECT id, detail FROM record WHERE id > ? AND time >= ? ORDER BY id LIMIT ?')
    .all(after, since, most) as (Numbered & { detail: Uint8Array })[];
}

/** Host events in the order in which they were read, from a time on: their bodies. */
export function pageEvents(
  store: SessionStore,
  after: number,
  since: number,
  most: number,
): (Numbered & { body: string })[] {
  return store.database
    .prepare('SELECT id, body FROM event WHERE id > ? AND time >= ? ORDER BY id LIMIT ?')
    .all(after, since, most) as (Numbered & { body: string })[];
}

/** How much of each there is, by the highest numbers, and since when rates are kept. */
export function measureStored(store: SessionStore): {
  flow: number;
  record: number;
  event: number;
  rates: { from: number; to: number } | null;
} {
  store.flushRows();
  const row = store.database
    .prepare(
      `SELECT (SELECT ifnull(max(id), 0) FROM flow) AS flow, (SELECT ifnull(max(id), 0) FROM record) AS record,
         (SELECT ifnull(max(id), 0) FROM event) AS event,
         (SELECT min(time) FROM rate) AS first, (SELECT max(time) FROM rate) AS last`,
    )
    .get() as { flow: number; record: number; event: number; first: number | null; last: number | null };
  const { flow, record, event, first, last } = row;
  return { flow, record, event, rates: first === null || last === null ? null : { from: first, to: last } };
}
