import type Database from 'better-sqlite3';
import type { Change } from '../../shared/contract/enforcement.ts';
import { AuditLog, auditSchema } from './audit-log.ts';
import { type Migration, openDatabase } from './open-database.ts';

const migrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
      ${auditSchema}
      CREATE TABLE change (id TEXT PRIMARY KEY, at REAL NOT NULL, body TEXT NOT NULL);
      CREATE TABLE journal (id INTEGER PRIMARY KEY, at REAL NOT NULL, host TEXT NOT NULL, step TEXT NOT NULL, digest TEXT NOT NULL);
      CREATE TABLE isolation (vm TEXT PRIMARY KEY, body TEXT NOT NULL);
      CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    `,
  },
];

/** Changes and steps that are kept. */
const MOST_CHANGES = 500;
const MOST_STEPS = 5000;

/** A VM that is isolated. Times are microseconds. */
export interface Isolation {
  vm: string;
  since: number;
  endsAt: number | null;
  by: string;
  reason: string;
}

/** A step of a change on a host, written before and after it is done: what was begun and never ended was interrupted. */
export interface JournalStep {
  at: number;
  host: string;
  step: 'applying' | 'applied' | 'confirmed' | 'reverting' | 'reverted' | 'failed';
  digest: string;
}

/** What enforcement remembers over restarts: changes, the journal of their steps, isolated VMs, and the audit log. */
export class EnforcementStore {
  readonly audit: AuditLog;
  readonly #database: Database.Database;

  /** @param digest SHA-256, hex @param now microseconds */
  constructor(path: string, digest: (text: string) => string, now: () => number) {
    this.#database = openDatabase(path, migrations, true);
    this.audit = new AuditLog(this.#database, digest, now);
  }

  putChange(change: Change): void {
    this.#database.transaction(() => {
      this.#database
        .prepare('INSERT OR REPLACE INTO change VALUES (?, ?, ?)')
        .run(change.id, change.at, JSON.stringify(change));
      this.#database
        .prepare('DELETE FROM change WHERE id NOT IN (SELECT id FROM change ORDER BY at DESC LIMIT ?)')
        .run(MOST_CHANGES);
    })();
  }

  /** The newest first. */
  listChanges(): Change[] {
    const bodies = this.#database.prepare('SELECT body FROM change ORDER BY at DESC').pluck().all() as string[];
    return bodies.map((body) => JSON.parse(body) as Change);
  }

  addStep({ at, host, step, digest }: JournalStep): void {
    const { lastInsertRowid } = this.#database
      .prepare('INSERT INTO journal (at, host, step, digest) VALUES (?, ?, ?, ?)')
      .run(at, host, step, digest);
    this.#database.prepare('DELETE FROM journal WHERE id <= ?').run(Number(lastInsertRowid) - MOST_STEPS);
  }

  /** What was written last of a host, null where nothing was. */
  lastStep(host: string): JournalStep | null {
    const row = this.#database
      .prepare('SELECT at, host, step, digest FROM journal WHERE host = ? ORDER BY id DESC LIMIT 1')
      .get(host) as JournalStep | undefined;
    return row ?? null;
  }

  listIsolations(): Isolation[] {
    const bodies = this.#database.prepare('SELECT body FROM isolation').pluck().all() as string[];
    return bodies.map((body) => JSON.parse(body) as Isolation);
  }

  putIsolation(isolation: Isolation): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO isolation VALUES (?, ?)')
      .run(isolation.vm, JSON.stringify(isolation));
  }

  removeIsolation(vm: string): void {
    this.#database.prepare('DELETE FROM isolation WHERE vm = ?').run(vm);
  }

  /** @returns '' when it was never set */
  getSetting(name: string): string {
    return (
      (this.#database.prepare('SELECT value FROM setting WHERE name = ?').pluck().get(name) as string | undefined) ?? ''
    );
  }

  putSetting(name: string, value: string): void {
    this.#database.prepare('INSERT OR REPLACE INTO setting VALUES (?, ?)').run(name, value);
  }

  close(): void {
    if (this.#database.open) this.#database.close();
  }
}
