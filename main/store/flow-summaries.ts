import { toAddressText, toAddressValue } from './address-value.ts';
import { type FlowSelection, toSelectionCondition } from './flow-selection.ts';
import { type SessionStore } from './session-store.ts';

/** Flows between two ends over one service, summed. */
export interface EdgeSum {
  src: string;
  dst: string;
  transport: string;
  service: string;
  dport: number;
  flows: number;
  bytesOut: number;
  bytesIn: number;
  firstSeen: number;
  lastSeen: number;
}

interface EdgeSqlRow {
  src: unknown;
  dst: unknown;
  transport: number;
  service: number;
  dport: number;
  flows: number;
  bytes_out: number;
  bytes_in: number;
  first_seen: number;
  last_seen: number;
}

/**
 * Who talks with whom over what.
 * @param limit the heaviest so many are returned (by flows)
 */
export function sumEdges(store: SessionStore, selection: FlowSelection, limit: number): EdgeSum[] {
  const { sql, values } = toSelectionCondition(selection);
  const rows = store.database
    .prepare(
      `SELECT src, dst, transport, service, dport, count(*) AS flows, sum(bytes_out) AS bytes_out, sum(bytes_in) AS bytes_in,
              min(start) AS first_seen, max(finish) AS last_seen
       FROM flow WHERE ${sql} GROUP BY src, dst, transport, service, dport
       -- Equal ones by what they are: the numbers of words follow the order in which flows were told.
       ORDER BY flows DESC, src, dst, dport, (SELECT text FROM word WHERE id = transport),
                (SELECT text FROM word WHERE id = service) LIMIT ?`,
    )
    .all(...values, limit) as EdgeSqlRow[];
  return rows.map((row) => ({
    src: toAddressText(row.src),
    dst: toAddressText(row.dst),
    transport: store.words.textOf(row.transport),
    service: store.words.textOf(row.service),
    dport: row.dport,
    flows: row.flows,
    bytesOut: row.bytes_out,
    bytesIn: row.bytes_in,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
  }));
}

/** Flows started in each hour of the day, UTC. @returns 24 counts */
export function countByHour(store: SessionStore, selection: FlowSelection): number[] {
  const { sql, values } = toSelectionCondition(selection);
  const rows = store.database
    .prepare(
      `SELECT CAST(start / 3600e6 AS INTEGER) % 24 AS hour, count(*) AS flows FROM flow WHERE ${sql} GROUP BY hour`,
    )
    .all(...values) as { hour: number; flows: number }[];
  const hours = Array.from({ length: 24 }, () => 0);
  for (const row of rows) hours[row.hour] = row.flows;
  return hours;
}

/** Sums of one bucket of time; packets and bytes are counted where their flow started. */
export interface BucketSum {
  bucket: number;
  flows: number;
  packetsOut: number;
  packetsIn: number;
  bytesOut: number;
  bytesIn: number;
}

/**
 * Volume over time, by the start of flows.
 * @param step width of a bucket, microseconds
 */
export function sumByTime(store: SessionStore, selection: FlowSelection, from: number, step: number): BucketSum[] {
  const { sql, values } = toSelectionCondition(selection);
  return store.database
    .prepare(
      `SELECT CAST((start - ?) / ? AS INTEGER) AS bucket, count(*) AS flows, sum(packets_out) AS packetsOut, sum(packets_in) AS packetsIn,
              sum(bytes_out) AS bytesOut, sum(bytes_in) AS bytesIn
       FROM flow WHERE ${sql} GROUP BY bucket ORDER BY bucket`,
    )
    .all(from, step, ...values) as BucketSum[];
}

/**
 * Flows of each address over time: the spark lines of the fleet in one walk.
 * @returns address → counts, `buckets` long
 */
export function countActivity(
  store: SessionStore,
  addresses: readonly string[],
  from: number,
  step: number,
  buckets: number,
): Map<string, number[]> {
  const activity = new Map<string, number[]>();
  for (const end of ['src', 'dst']) {
    const rows = store.database
      .prepare(
        `SELECT ${end} AS address, CAST((start - ?) / ? AS INTEGER) AS bucket, count(*) AS flows
         FROM flow WHERE ${end} IN (${addresses.map(() => '?').join(',') || 'NULL'}) GROUP BY address, bucket`,
      )
      .iterate(from, step, ...addresses.map(toAddressValue)) as IterableIterator<{
      address: unknown;
      bucket: number;
      flows: number;
    }>;
    for (const row of rows) {
      const address = toAddressText(row.address);
      const counts = activity.get(address) ?? Array.from({ length: buckets }, () => 0);
      const bucket = Math.min(buckets - 1, Math.max(0, row.bucket));
      counts[bucket] = (counts[bucket] ?? 0) + row.flows;
      activity.set(address, counts);
    }
  }
  return activity;
}
