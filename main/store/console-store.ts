import type Database from 'better-sqlite3';
import type { Note } from '../../shared/contract/session.ts';
import { IncidentStore, incidentMigration } from './incident-store.ts';
import { type Migration, openDatabase } from './open-database.ts';

const migrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE recent (key TEXT PRIMARY KEY, paths TEXT NOT NULL, name TEXT NOT NULL, bytes INTEGER NOT NULL,
        opened_at REAL NOT NULL, worst_risk REAL);
      CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
      CREATE TABLE note (id INTEGER PRIMARY KEY, session TEXT NOT NULL, body TEXT NOT NULL);
      CREATE INDEX note_session ON note (session);
      CREATE TABLE declaration (session TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (session, subject));
      CREATE TABLE incident (session TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL, outcome TEXT, PRIMARY KEY (session, id));
      CREATE TABLE audit (id INTEGER PRIMARY KEY, at REAL NOT NULL, name TEXT NOT NULL, input TEXT NOT NULL, outcome TEXT NOT NULL);
    `,
  },
  incidentMigration,
];

/** What the analyst declared of a subject. */
export interface Declaration {
  role?: string;
  sensitivity?: string;
  name?: string;
}

/** What outlives a session's index: recent sessions, settings, notes, declarations, work on incidents, the audit log. */
export class ConsoleStore {
  private readonly database: Database.Database;
  readonly path: string;
  readonly incidents: IncidentStore;

  constructor(path: string) {
    this.path = path;
    this.database = openDatabase(path, migrations, true);
    this.incidents = new IncidentStore(this.database);
  }

  /** Remembers that a session was opened; the newest 100 are kept. */
  putRecent(recent: {
    key: string;
    paths: string[];
    name: string;
    bytes: number;
    openedAt: number;
    worstRisk: number | null;
  }): void {
    this.database
      .prepare('INSERT OR REPLACE INTO recent VALUES (?,?,?,?,?,?)')
      .run(recent.key, JSON.stringify(recent.paths), recent.name, recent.bytes, recent.openedAt, recent.worstRisk);
    this.database.exec(
      'DELETE FROM recent WHERE key NOT IN (SELECT key FROM recent ORDER BY opened_at DESC LIMIT 100)',
    );
  }

  /** Sessions opened before, newest first. */
  listRecent(): { paths: string[]; name: string; bytes: number; openedAt: number; worstRisk: number | null }[] {
    const rows = this.database.prepare('SELECT * FROM recent ORDER BY opened_at DESC').all() as {
      paths: string;
      name: string;
      bytes: number;
      opened_at: number;
      worst_risk: number | null;
    }[];
    return rows.map((row) => ({
      paths: JSON.parse(row.paths) as string[],
      name: row.name,
      bytes: row.bytes,
      openedAt: row.opened_at,
      worstRisk: row.worst_risk,
    }));
  }

  /** @returns '' when it was never set */
  getSetting(name: string): string {
    return (
      (this.database.prepare('SELECT value FROM setting WHERE name = ?').pluck().get(name) as string | undefined) ?? ''
    );
  }

  /** Sets several settings together, or none. */
  putSettings(values: Readonly<Record<string, string>>): void {
    const put = this.database.prepare('INSERT OR REPLACE INTO setting VALUES (?, ?)');
    this.database.transaction(() => {
      for (const [name, value] of Object.entries(values)) put.run(name, value);
    })();
  }

  /** Notes of a session, oldest first. */
  listNotes(session: string): Note[] {
    const rows = this.database.prepare('SELECT id, body FROM note WHERE session = ? ORDER BY id').all(session) as {
      id: number;
      body: string;
    }[];
    return rows.map((row) => ({ ...(JSON.parse(row.body) as Note), id: row.id }));
  }

  /** Adds a note and gives it its number. */
  addNote(session: string, note: Omit<Note, 'id'>): Note {
    const { lastInsertRowid } = this.database
      .prepare('INSERT INTO note (session, body) VALUES (?, ?)')
      .run(session, JSON.stringify(note));
    return { ...note, id: Number(lastInsertRowid) };
  }

  removeNote(session: string, id: number): boolean {
    return this.database.prepare('DELETE FROM note WHERE session = ? AND id = ?').run(session, id).changes > 0;
  }

  /** What was declared of the subjects of a session. */
  listDeclarations(session: string): Map<string, Declaration> {
    const rows = this.database.prepare('SELECT subject, body FROM declaration WHERE session = ?').all(session) as {
      subject: string;
      body: string;
    }[];
    return new Map(rows.map((row) => [row.subject, JSON.parse(row.body) as Declaration]));
  }

  putDeclaration(session: string, subject: string, declaration: Declaration): void {
    this.database
      .prepare('INSERT OR REPLACE INTO declaration VALUES (?, ?, ?)')
      .run(session, subject, JSON.stringify(declaration));
  }

  /** Writes a command to the audit log. */
  addAudit(at: number, name: string, input: unknown, outcome: string): void {
    this.database
      .prepare('INSERT INTO audit (at, name, input, outcome) VALUES (?, ?, ?, ?)')
      .run(at, name, JSON.stringify(input).slice(0, 4000), outcome);
  }

  sizeBytes(): number {
    const pages = this.database.pragma('page_count', { simple: true }) as number;
    return pages * (this.database.pragma('page_size', { simple: true }) as number);
  }

  close(): void {
    if (this.database.open) this.database.close();
  }
}
