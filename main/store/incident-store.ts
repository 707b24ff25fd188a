import type Database from 'better-sqlite3';
import type { Migration } from './open-database.ts';

/** What is kept of an incident that somebody worked on; the texts are the caller's. */
export interface KeptStory {
  id: string;
  body: string;
}

/** An entry of an incident's history. */
export interface KeptEntry {
  id: number;
  story: string;
  at: number;
  who: string;
  kind: string;
  text: string;
}

/** Entries kept of one session: an incident that fills it up costs no other its history. */
const mostEntries = 20_000;

/** Tables of incidents. What was decided of incidents of one VM each is taken over. */
export const incidentMigration: Migration = {
  version: 2,
  sql: `
    CREATE TABLE story (session TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (session, id));
    CREATE TABLE story_entry (id INTEGER PRIMARY KEY, session TEXT NOT NULL, story TEXT NOT NULL, at REAL NOT NULL,
      who TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL);
    CREATE INDEX story_entry_story ON story_entry (session, story);
    CREATE TABLE answer (session TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (session, id));
    INSERT INTO story SELECT session, id, json_object('id', id, 'state', state, 'outcome', outcome, 'subject', substr(id, 5)) FROM incident;
    DROP TABLE incident;
  `,
};

/** Work on incidents, by the key of their session: it outlives the console's restarts. */
export class IncidentStore {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** Runs all or nothing. */
  together<T>(run: () => T): T {
    return this.#database.transaction(run)();
  }

  listStories(session: string): KeptStory[] {
    return this.#database
      .prepare('SELECT id, body FROM story WHERE session = ? ORDER BY id')
      .all(session) as KeptStory[];
  }

  putStory(session: string, story: KeptStory): void {
    this.#database.prepare('INSERT OR REPLACE INTO story VALUES (?, ?, ?)').run(session, story.id, story.body);
  }

  dropStory(session: string, id: string): void {
    this.#database.prepare('DELETE FROM story WHERE session = ? AND id = ?').run(session, id);
  }

  /** Entries of several incidents, oldest first. */
  listEntries(session: string, stories: readonly string[]): KeptEntry[] {
    const select = this.#database.prepare(
      'SELECT id, story, at, who, kind, text FROM story_entry WHERE session = ? AND story = ? ORDER BY id',
    );
    return stories.flatMap((story) => select.all(session, story) as KeptEntry[]).sort((a, b) => a.id - b.id);
  }

  /** Notes by incident. */
  countNotes(session: string): Map<string, number> {
    const rows = this.#database
      .prepare("SELECT story, count(*) AS notes FROM story_entry WHERE session = ? AND kind = 'note' GROUP BY story")
      .all(session) as { story: string; notes: number }[];
    return new Map(rows.map(({ story, notes }) => [story, notes]));
  }

  /** @returns the entry's number; null where the session holds as many as are kept */
  addEntry(session: string, entry: Omit<KeptEntry, 'id'>): number | null {
    const kept = this.#database
      .prepare('SELECT count(*) FROM story_entry WHERE session = ?')
      .pluck()
      .get(session) as number;
    if (kept >= mostEntries) return null;
    const { lastInsertRowid } = this.#database
      .prepare('INSERT INTO story_entry (session, story, at, who, kind, text) VALUES (?, ?, ?, ?, ?, ?)')
      .run(session, entry.story, entry.at, entry.who, entry.kind, entry.text);
    return Number(lastInsertRowid);
  }

  /** Suppressions or feedback of a session. */
  listAnswers(session: string, kind: 'suppression' | 'feedback'): string[] {
    return this.#database
      .prepare('SELECT body FROM answer WHERE session = ? AND kind = ? ORDER BY id')
      .pluck()
      .all(session, kind) as string[];
  }

  putAnswer(session: string, id: string, kind: 'suppression' | 'feedback', body: string): void {
    this.#database.prepare('INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?)').run(session, id, kind, body);
  }
}
