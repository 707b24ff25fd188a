import type Database from 'better-sqlite3';
import type { AuditEntry } from '../../shared/contract/enforcement.ts';

/** SQL of the chain's table: a part of whatever database it lies in. */
export const auditSchema = `
  CREATE TABLE entry (number INTEGER PRIMARY KEY, at REAL NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
    about TEXT NOT NULL, why TEXT NOT NULL, result TEXT NOT NULL, detail TEXT NOT NULL, automatic INTEGER NOT NULL,
    previous TEXT NOT NULL, hash TEXT NOT NULL);
  CREATE INDEX entry_about ON entry (about, number);
`;

/** What is to be written of an act. */
export type AuditNote = Omit<AuditEntry, 'number' | 'at' | 'hash' | 'previous'>;

/** Whether the chain is whole, else the first entry that does not fit. */
export interface ChainState {
  whole: boolean;
  brokenAt: number | null;
  total: number;
}

interface Row extends Omit<AuditEntry, 'detail' | 'automatic'> {
  detail: string;
  automatic: number;
}

/** Most characters of a text, and of lines of an entry. */
const MOST_TEXT = 2000;
const MOST_LINES = 400;
const FIRST = '0'.repeat(64);

/**
 * The log of who changed what and why. Each entry bears a hash over itself and the hash of the one before, so that whoever changes, removes or
 * inserts one must make all that follow anew; entries are added, never edited.
 */
export class AuditLog {
  readonly #database: Database.Database;
  readonly #digest: (text: string) => string;
  readonly #now: () => number;

  /** @param digest SHA-256, hex @param now microseconds */
  constructor(database: Database.Database, digest: (text: string) => string, now: () => number) {
    this.#database = database;
    this.#digest = digest;
    this.#now = now;
  }

  /** Adds an entry. @returns its number */
  add(note: AuditNote): number {
    const add = this.#database.transaction((): number => {
      const last = this.#database.prepare('SELECT number, hash FROM entry ORDER BY number DESC LIMIT 1').get() as
        | { number: number; hash: string }
        | undefined;
      const entry = {
        number: (last?.number ?? 0) + 1,
        at: this.#now(),
        who: cut(note.who),
        what: cut(note.what),
        about: cut(note.about),
        why: cut(note.why),
        result: cut(note.result),
        detail: note.detail.slice(0, MOST_LINES).map(cut),
        automatic: note.automatic,
        previous: last?.hash ?? FIRST,
      };
      this.#database
        .prepare(
          `INSERT INTO entry VALUES (@number, @at, @who, @what, @about, @why, @result, @detail, @automatic, @previous, @hash)`,
        )
        .run({
          ...entry,
          detail: JSON.stringify(entry.detail),
          automatic: Number(entry.automatic),
          hash: this.#hash(entry),
        });
      return entry.number;
    });
    return add.immediate();
  }

  /** Entries, the newest first. */
  list(limit: number, before = Number.MAX_SAFE_INTEGER, about = ''): AuditEntry[] {
    const rows = this.#database
      .prepare(
        `SELECT * FROM entry WHERE number < @before ${about === '' ? '' : 'AND about = @about'} ORDER BY number DESC LIMIT @limit`,
      )
      .all({ before, limit, ...(about === '' ? {} : { about }) }) as Row[];
    return rows.map(fromRow);
  }

  /** Goes through all entries from the first to the last. */
  check(): ChainState {
    let previous = FIRST;
    let number = 0;
    for (const row of this.#database.prepare('SELECT * FROM entry ORDER BY number').iterate() as Iterable<Row>) {
      number += 1;
      if (!this.#fits(row, number, previous)) return { whole: false, brokenAt: number, total: this.#total() };
      previous = row.hash;
    }
    return { whole: true, brokenAt: null, total: number };
  }

  #fits(row: Row, number: number, previous: string): boolean {
    if (row.number !== number || row.previous !== previous) return false;
    try {
      return this.#hash(fromRow(row)) === row.hash;
    } catch {
      return false;
    }
  }

  #total(): number {
    return this.#database.prepare('SELECT count(*) FROM entry').pluck().get() as number;
  }

  /** Over a JSON array: no two entries have the same text. */
  #hash(entry: Omit<AuditEntry, 'hash'>): string {
    const { number, at, who, what, about, why, result, detail, automatic, previous } = entry;
    return this.#digest(JSON.stringify([number, at, who, what, about, why, result, detail, automatic, previous]));
  }
}

function fromRow(row: Row): AuditEntry {
  return { ...row, detail: JSON.parse(row.detail) as string[], automatic: row.automatic === 1 };
}

function cut(text: string): string {
  return text.slice(0, MOST_TEXT);
}
