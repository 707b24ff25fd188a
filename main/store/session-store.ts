import type Database from 'better-sqlite3';
import type { TimeWindow } from '../../shared/units.ts';
import type { EventColumns } from './event-columns.ts';
import type { FlowColumns, StoredFlow } from './flow-columns.ts';
import { type FlowRow, flowRowColumns, readFlowRow, writeFlowRow } from './flow-row.ts';
import { type FlowSelection, toSelectionCondition } from './flow-selection.ts';
import { openDatabase } from './open-database.ts';
import { RowInserts } from './row-inserts.ts';
import { ResourceStore } from './resource-store.ts';
import { sessionIndexes, sessionMigrations } from './session-schema.ts';
import { WordTable } from './word-table.ts';

const flowOrder = {
  start: 'start',
  duration: '(finish - start)',
  bytesOut: 'bytes_out',
  bytesIn: 'bytes_in',
  packets: '(packets_out + packets_in)',
  src: 'src',
  dst: 'dst',
  dport: 'dport',
  service: '(SELECT text FROM word WHERE word.id = service)',
  state: '(SELECT text FROM word WHERE word.id = state)',
} as const;
/** A column a list of flows can be sorted by. */
export type FlowOrder = keyof typeof flowOrder;

/** Looking through a larger file would keep the console from starting: damage shows when its pages are read. */
const quickCheckBytes = 128 * 2 ** 20;

/**
 * The index of one session: flows, records, packet segments and host events. One SQLite file, rebuilt from the
 * evidence on every change of it; the evidence itself stays where it is.
 */
export class SessionStore {
  readonly database: Database.Database;
  readonly words: WordTable;
  readonly resources: ResourceStore;
  private readonly flows: RowInserts;
  private readonly records: RowInserts;
  private readonly insertSegment: Database.Statement;
  private readonly insertEvent: Database.Statement;
  private batching = false;

  /**
   * @param path file to hold the index, `:memory:` for none
   * @param durable for what cannot be read again from evidence: a watch goes on after a crash with what was committed
   */
  constructor(path: string, durable = false) {
    this.database = openDatabase(path, sessionMigrations, durable);
    // What grows while lists are asked for needs its indexes from the start.
    if (durable) this.database.exec(sessionIndexes);
    this.resources = new ResourceStore(this.database);
    this.words = new WordTable(this.database);
    this.flows = new RowInserts(this.database, `INSERT OR REPLACE INTO flow (${flowRowColumns}, detail)`, 19);
    this.records = new RowInserts(this.database, 'INSERT INTO record (flow, time, detail)', 3);
    this.insertSegment = this.database.prepare(
      'INSERT INTO segment (file, first_packet, packets, detail) VALUES (?,?,?,?)',
    );
    this.insertEvent = this.database.prepare(
      'INSERT INTO event (id, time, source, host, kind, title, detail, severity, src, dst, port, raw, body) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)',
    );
  }

  /** Looks whether the file is sound, as far as that is quick. @throws what SQLite says of a damaged one */
  check(): void {
    if (this.sizeBytes() > quickCheckBytes) return;
    const [found] = this.database.pragma('quick_check(1)') as { quick_check: string }[];
    if (found?.quick_check !== 'ok') {
      const problem = new Error(`damaged: ${found?.quick_check ?? ''}`);
      throw Object.assign(problem, { code: 'SQLITE_CORRUPT' });
    }
  }

  /** Opens a transaction unless one is open; writes between here and `commit` become visible together. */
  begin(): void {
    if (this.batching) return;
    this.database.exec('BEGIN');
    this.batching = true;
  }

  /** Makes what was written since `begin` durable and visible. */
  commit(): void {
    if (!this.batching) return;
    this.flushRows();
    this.database.exec('COMMIT');
    this.batching = false;
  }

  /** Drops what was written since `begin`: the disk did not take it. */
  abandon(): void {
    this.flows.forget();
    this.records.forget();
    // A full disk may have rolled it back already.
    if (this.database.inTransaction) this.database.exec('ROLLBACK');
    this.batching = false;
    this.words.reload();
    this.resources.forget();
  }

  /**
   * Adds a flow, or replaces its provisional state.
   * @param detail stays as it is until `commit`
   */
  putFlow(flow: StoredFlow, detail: Uint8Array): void {
    const { flows } = this;
    writeFlowRow(flows.values, flows.next(), flow, detail, this.words);
    if (!this.batching) flows.flush();
  }

  /**
   * Adds an application record.
   * @param detail stays as it is until `commit`
   */
  putRecord(flow: number, time: number, detail: Uint8Array): void {
    const { values } = this.records;
    const at = this.records.next();
    values[at] = flow;
    values[at + 1] = time;
    values[at + 2] = detail;
    if (!this.batching) this.records.flush();
  }

  /** Adds a segment of the packet index. */
  putSegment(file: number, firstPacket: number, packets: number, detail: Uint8Array): void {
    this.insertSegment.run(file, firstPacket, packets, detail);
  }

  /** Adds a host event. */
  putEvent(event: EventColumns): void {
    this.insertEvent.run(
      event.id,
      event.time,
      event.source,
      event.host,
      event.kind,
      event.title,
      event.detail,
      event.severity,
      event.src,
      event.dst,
      event.port,
      event.raw,
      event.body,
    );
  }

  /** Keeps what is known of a VM, so that it is known after a restart. */
  putMachine(uuid: string, body: string): void {
    this.database.prepare('INSERT OR REPLACE INTO machine (uuid, body) VALUES (?, ?)').run(uuid, body);
  }

  /** Forgets all VMs that were kept but these. @returns VMs forgotten */
  keepMachines(uuids: readonly string[]): number {
    return this.database
      .prepare('DELETE FROM machine WHERE uuid NOT IN (SELECT value FROM json_each(?))')
      .run(JSON.stringify(uuids)).changes;
  }

  /** Forgets where packets lie in files that are there no more: those before the first that is. */
  keepSegments(isThere: (file: number) => boolean): void {
    const files = this.database.prepare('SELECT DISTINCT file FROM segment ORDER BY file').pluck().all() as number[];
    const first = files.find(isThere);
    if (first !== undefined) this.database.prepare('DELETE FROM segment WHERE file < ?').run(first);
  }

  /** Bodies of all VMs that were kept. */
  listMachines(): string[] {
    return this.database.prepare('SELECT body FROM machine').pluck().all() as string[];
  }

  /** Number of the last flow, and of the packet after the last, 0 where there are none: a watch goes on from there. */
  lastNumbers(): { flow: number; packet: number; event: number } {
    return this.database
      .prepare(
        `SELECT (SELECT ifnull(max(id), 0) FROM flow) AS flow,
           (SELECT ifnull(max(first_packet + packets), 0) FROM segment) AS packet,
           (SELECT ifnull(max(id), 0) FROM event) AS event`,
      )
      .get() as { flow: number; packet: number; event: number };
  }

  /** From the start of the first flow that is kept to the end of the last, microseconds; null where none is. */
  flowSpan(): TimeWindow | null {
    const { first, last } = this.database
      .prepare('SELECT min(start) AS first, max(finish) AS last FROM flow WHERE start > 0')
      .get() as { first: number | null; last: number | null };
    return first === null || last === null ? null : { from: first, to: last };
  }

  /** Removes all but the newest flows and events, with what belongs to them. @returns flows removed */
  keepNewest(flows: number, events: number): number {
    const { flow, event } = this.lastNumbers();
    const removed = this.database.prepare('DELETE FROM flow WHERE id <= ?').run(flow - flows).changes;
    if (removed > 0) this.database.prepare('DELETE FROM record WHERE flow <= ?').run(flow - flows);
    this.database.prepare('DELETE FROM event WHERE id <= ?').run(event - events);
    return removed;
  }

  /** Builds the indexes that lists need; called once reading is over. */
  buildIndexes(): void {
    this.commit();
    // What is sorted at a time follows the cache: small pieces, merged on disk, keep a large capture's memory flat.
    this.database.pragma('cache_size = -2048');
    this.database.exec(sessionIndexes);
    this.database.pragma('shrink_memory');
    this.database.pragma('cache_size = -16384');
  }

  /** Counts the flows of a selection. */
  countFlows(selection: FlowSelection): number {
    const { sql, values } = toSelectionCondition(selection);
    return this.database
      .prepare(`SELECT count(*) FROM flow WHERE ${sql}`)
      .pluck()
      .get(...values) as number;
  }

  /** A page of flows in order. Equal keys are ordered by id, so pages never overlap. */
  listFlows(
    selection: FlowSelection,
    order: FlowOrder,
    descending: boolean,
    offset: number,
    limit: number,
  ): FlowColumns[] {
    const { sql, values } = toSelectionCondition(selection);
    const direction = descending ? 'DESC' : 'ASC';
    const rows = this.database
      .prepare(
        `SELECT ${flowRowColumns} FROM flow WHERE ${sql} ORDER BY ${flowOrder[order]} ${direction}, id ${direction} LIMIT ? OFFSET ?`,
      )
      .all(...values, limit, offset) as FlowRow[];
    return rows.map((row) => readFlowRow(row, this.words));
  }

  /** Walks all flows of a selection in order of start, without holding them. */
  *eachFlow(selection: FlowSelection): IterableIterator<FlowColumns> {
    const { sql, values } = toSelectionCondition(selection);
    const rows = this.database
      .prepare(`SELECT ${flowRowColumns} FROM flow WHERE ${sql} ORDER BY start, id`)
      .iterate(...values) as IterableIterator<FlowRow>;
    for (const row of rows) yield readFlowRow(row, this.words);
  }

  /** One flow with the reader's own account of it. @returns null when there is none */
  getFlow(id: number): { columns: FlowColumns; detail: Uint8Array } | null {
    const row = this.database.prepare(`SELECT ${flowRowColumns}, detail FROM flow WHERE id = ?`).get(id) as
      | (FlowRow & { detail: Uint8Array })
      | undefined;
    return row ? { columns: readFlowRow(row, this.words), detail: row.detail } : null;
  }

  /**
   * Walks all that was told of flows: the records of a flow, then the flow, in order of flow ids. What a judge needs to
   * judge again, without records waiting for their flow. A flow that goes on is not `final`.
   */
  *eachDetail(after = 0): IterableIterator<{ isFlow: boolean; final: boolean; detail: Uint8Array }> {
    this.flushRows();
    const rows = this.database
      .prepare(
        `SELECT 0 AS is_flow, flow, id AS place, 0 AS final, detail FROM record WHERE flow > ?
         UNION ALL SELECT 1, id, 0, final, detail FROM flow WHERE id > ? ORDER BY 2, 1, 3`,
      )
      .iterate(after, after) as IterableIterator<{ is_flow: number; final: number; detail: Uint8Array }>;
    for (const row of rows) yield { isFlow: row.is_flow === 1, final: row.final === 1, detail: row.detail };
  }

  /** Walks all host events in the order they were read: their bodies. */
  *eachEvent(): IterableIterator<string> {
    for (const row of this.database.prepare('SELECT body FROM event ORDER BY id').pluck().iterate())
      yield row as string;
  }

  /** Application records of a flow in time order. */
  listRecords(flow: number, limit: number): { total: number; details: Uint8Array[] } {
    const total = this.database.prepare('SELECT count(*) FROM record WHERE flow = ?').pluck().get(flow) as number;
    const details = this.database
      .prepare('SELECT detail FROM record WHERE flow = ? ORDER BY time, id LIMIT ?')
      .pluck()
      .all(flow, limit) as Uint8Array[];
    return { total, details };
  }

  /** Packet index segments that may hold packets `first` to `last`. */
  *eachSegment(
    first: number,
    last: number,
  ): IterableIterator<{ file: number; firstPacket: number; detail: Uint8Array }> {
    const rows = this.database
      .prepare(
        'SELECT file, first_packet, detail FROM segment WHERE first_packet <= ? AND first_packet + packets > ? ORDER BY id',
      )
      .iterate(last, first) as IterableIterator<{ file: number; first_packet: number; detail: Uint8Array }>;
    for (const row of rows) yield { file: row.file, firstPacket: row.first_packet, detail: row.detail };
  }

  /** Host events of a window, in time order. */
  listEvents(
    options: { window?: { from: number; to: number } | undefined; text: string; hosts?: readonly string[] | undefined },
    offset: number,
    limit: number,
  ): { rows: EventColumns[]; total: number } {
    const sql = ['1'];
    const values: (string | number)[] = [];
    if (options.window) {
      sql.push('time >= ? AND time < ?');
      values.push(options.window.from, options.window.to);
    }
    if (options.text) {
      sql.push('instr(lower(title || char(10) || detail || char(10) || host), lower(?)) > 0');
      values.push(options.text);
    }
    if (options.hosts) {
      sql.push('lower(host) IN (SELECT lower(value) FROM json_each(?))');
      values.push(JSON.stringify(options.hosts));
    }
    const where = sql.join(' AND ');
    const total = this.database
      .prepare(`SELECT count(*) FROM event WHERE ${where}`)
      .pluck()
      .get(...values) as number;
    const rows = this.database
      .prepare(`SELECT * FROM event WHERE ${where} ORDER BY time, id LIMIT ? OFFSET ?`)
      .all(...values, limit, offset) as EventColumns[];
    return { rows, total };
  }

  /** Bytes the index takes on disk. */
  sizeBytes(): number {
    const pages = this.database.pragma('page_count', { simple: true }) as number;
    return pages * (this.database.pragma('page_size', { simple: true }) as number);
  }

  /** Commits and closes. */
  close(): void {
    if (!this.database.open) return;
    try {
      this.resources.finish();
      this.commit();
    } finally {
      this.database.close();
    }
  }

  flushRows(): void {
    this.flows.flush();
    this.records.flush();
  }
}
