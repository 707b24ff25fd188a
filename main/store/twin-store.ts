import type Database from 'better-sqlite3';
import { type HabitSlot, joinSlots, SLOTS } from '../twin/habit-book.ts';
import { MOST_VERSIONS, type TwinMemory, type TwinVersion } from '../twin/twin-memory.ts';
import { type Migration, openDatabase } from './open-database.ts';
import { storageFault } from './storage-fault.ts';

const migrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE twin (uuid TEXT PRIMARY KEY, state BLOB NOT NULL);
      CREATE TABLE version (uuid TEXT NOT NULL, id INTEGER NOT NULL, created_at REAL NOT NULL, note TEXT NOT NULL,
        events INTEGER NOT NULL, models BLOB NOT NULL, PRIMARY KEY (uuid, id)) WITHOUT ROWID;
      CREATE TABLE slot (uuid TEXT NOT NULL, length REAL NOT NULL, start REAL NOT NULL, words TEXT NOT NULL,
        PRIMARY KEY (uuid, length, start)) WITHOUT ROWID;
    `,
  },
];

/** Pages of four kilobytes that are looked through at a start. */
const MOST_CHECKED = 16_384;

/** Twins of VMs, by UUID, in a database of their own: they outlive sessions and hosts. */
export class TwinStore implements TwinMemory {
  readonly outlives = true;
  readonly #database: Database.Database;

  constructor(path: string) {
    this.#database = openDatabase(path, migrations, true);
  }

  load(uuid: string): Uint8Array | null {
    const state = this.#database.prepare('SELECT state FROM twin WHERE uuid = ?').pluck().get(uuid);
    return state instanceof Uint8Array ? state : null;
  }

  save(uuid: string, state: Uint8Array): void {
    this.#outlive(() => this.#database.prepare('INSERT OR REPLACE INTO twin VALUES (?, ?)').run(uuid, state));
  }

  listVersions(uuid: string): TwinVersion[] {
    return this.#database
      .prepare(
        `SELECT id, created_at AS createdAt, note, events, length(models) AS bytes FROM version
         WHERE uuid = ? ORDER BY id DESC`,
      )
      .all(uuid) as TwinVersion[];
  }

  addVersion(uuid: string, version: Omit<TwinVersion, 'id' | 'bytes'>, models: Uint8Array): TwinVersion {
    const last = this.#database.prepare('SELECT max(id) FROM version WHERE uuid = ?').pluck().get(uuid) as
      | number
      | null;
    const id = (last ?? 0) + 1;
    this.#outlive(() => {
      this.#database
        .prepare('INSERT INTO version VALUES (?, ?, ?, ?, ?, ?)')
        .run(uuid, id, version.createdAt, version.note, version.events, models);
      this.#database.prepare('DELETE FROM version WHERE uuid = ? AND id <= ?').run(uuid, id - MOST_VERSIONS);
    });
    return { ...version, id, bytes: models.length };
  }

  loadVersion(uuid: string, id: number): Uint8Array | null {
    const models = this.#database.prepare('SELECT models FROM version WHERE uuid = ? AND id = ?').pluck().get(uuid, id);
    return models instanceof Uint8Array ? models : null;
  }

  addSlots(uuid: string, slots: readonly HabitSlot[]): void {
    this.#outlive(() => {
      for (const slot of slots) this.#putSlot(uuid, slot);
      const newest = slots.at(-1)?.from ?? 0;
      for (const [level, { length, kept }] of SLOTS.entries())
        this.#join(uuid, length, newest - kept, SLOTS[level + 1]?.length);
    });
  }

  listSlots(uuid: string, from: number, to: number): HabitSlot[] {
    const rows = this.#database
      .prepare(
        `SELECT start AS "from", length, words FROM slot WHERE uuid = ? AND start < ? AND start + length > ? ORDER BY start`,
      )
      .all(uuid, to, from) as { from: number; length: number; words: string }[];
    return rows.map((row) => ({ ...row, words: JSON.parse(row.words) as HabitSlot['words'] }));
  }

  /** @throws when the file is damaged; one that takes too long to look through is taken on trust */
  check(): void {
    const pages = this.#database.pragma('page_count', { simple: true }) as number;
    if (pages > MOST_CHECKED) return;
    const verdict = this.#database.pragma('quick_check(1)', { simple: true });
    if (verdict !== 'ok') throw Object.assign(new Error(String(verdict)), { code: 'SQLITE_CORRUPT' });
  }

  close(): void {
    if (this.#database.open) this.#database.close();
  }

  #putSlot(uuid: string, { from, length, words }: HabitSlot): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO slot VALUES (?, ?, ?, ?)')
      .run(uuid, length, from, JSON.stringify(words));
  }

  /** Joins slots that are too old for their length to ones of the next length, or removes them where there is none. */
  #join(uuid: string, length: number, before: number, next: number | undefined): void {
    const old = this.#database
      .prepare('SELECT start AS "from", length, words FROM slot WHERE uuid = ? AND length = ? AND start + length <= ?')
      .all(uuid, length, before) as { from: number; length: number; words: string }[];
    if (old.length === 0) return;
    const remove = this.#database.prepare('DELETE FROM slot WHERE uuid = ? AND length = ? AND start = ?');
    const groups = new Map<number, HabitSlot[]>();
    for (const row of old) {
      const start = next === undefined ? 0 : Math.floor(row.from / next) * next;
      const group = groups.get(start) ?? [];
      group.push({ ...row, words: JSON.parse(row.words) as HabitSlot['words'] });
      groups.set(start, group);
      remove.run(uuid, length, row.from);
    }
    if (next === undefined) return;
    for (const [start, slots] of groups) {
      const known = this.#database
        .prepare('SELECT words FROM slot WHERE uuid = ? AND length = ? AND start = ?')
        .pluck()
        .get(uuid, next, start) as string | undefined;
      const joined =
        known === undefined ? [] : [{ from: start, length: next, words: JSON.parse(known) as HabitSlot['words'] }];
      this.#putSlot(uuid, joinSlots(start, next, [...joined, ...slots]));
    }
  }

  /** What cannot be written now is learned again: a full disk ends no watch. */
  #outlive(write: () => void): void {
    try {
      this.#database.transaction(write)();
    } catch (problem) {
      if (storageFault(problem) === null) throw problem;
    }
  }
}
