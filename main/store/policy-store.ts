import type Database from 'better-sqlite3';
import { type Migration, openDatabase } from './open-database.ts';

const migrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE policy (name TEXT PRIMARY KEY, removed_at REAL, enforced INTEGER, staged INTEGER, staged_at REAL, staged_vms TEXT)
        WITHOUT ROWID;
      CREATE TABLE version (name TEXT NOT NULL, number INTEGER NOT NULL, at REAL NOT NULL, author TEXT NOT NULL,
        reason TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (name, number)) WITHOUT ROWID;
    `,
  },
];

/** Versions of a policy that are kept besides those that are staged or in force. */
const MOST_VERSIONS = 500;

/** A version of a policy: who wrote it, when (microseconds) and why. */
export interface PolicyVersion {
  version: number;
  at: number;
  by: string;
  reason: string;
}

/** A policy with where it stands. */
export interface KeptPolicy {
  name: string;
  /** The newest, when (microseconds) and by whom it was written. */
  version: number;
  at: number;
  by: string;
  enforced: number | null;
  staged: { version: number; since: number; vms: string[] | null } | null;
}

interface PolicyRecord {
  name: string;
  version: number;
  at: number;
  author: string;
  enforced: number | null;
  staged: number | null;
  staged_at: number | null;
  staged_vms: string | null;
}

/** Policies as texts with all their versions, and which of them are staged and in force. */
export class PolicyStore {
  readonly #database: Database.Database;

  constructor(path: string) {
    this.#database = openDatabase(path, migrations, true);
  }

  /** A number that is another one once somebody else wrote to the file: the command line beside the console. */
  revision(): number {
    return this.#database.pragma('data_version', { simple: true }) as number;
  }

  /** By name. Those that were removed are not in it. */
  list(): KeptPolicy[] {
    const rows = this.#database
      .prepare(
        `SELECT policy.name, max(number) AS version, at, author, enforced, staged, staged_at, staged_vms
         FROM policy JOIN version ON version.name = policy.name WHERE removed_at IS NULL
         GROUP BY policy.name ORDER BY policy.name`,
      )
      .all() as PolicyRecord[];
    return rows.map(({ name, version, at, author, enforced, staged, staged_at, staged_vms }) => ({
      name,
      version,
      at,
      by: author,
      enforced,
      staged:
        staged === null
          ? null
          : {
              version: staged,
              since: staged_at ?? 0,
              vms: staged_vms === null ? null : (JSON.parse(staged_vms) as string[]),
            },
    }));
  }

  /** Newest first; of those that were removed too. */
  versions(name: string): PolicyVersion[] {
    return this.#database
      .prepare('SELECT number AS version, at, author AS by, reason FROM version WHERE name = ? ORDER BY number DESC')
      .all(name) as PolicyVersion[];
  }

  /** @returns null where there is no such version */
  text(name: string, version: number): string | null {
    const text = this.#database
      .prepare('SELECT text FROM version WHERE name = ? AND number = ?')
      .pluck()
      .get(name, version);
    return typeof text === 'string' ? text : null;
  }

  /**
   * Keeps a text as the next version.
   * @param base the version it was made of, null where it is to be a new policy
   * @returns its number, or null where another came since
   */
  add(name: string, base: number | null, text: string, by: Omit<PolicyVersion, 'version'>): number | null {
    return this.#database.transaction(() => {
      const kept = this.#database.prepare('SELECT removed_at FROM policy WHERE name = ?').get(name) as
        | { removed_at: number | null }
        | undefined;
      const last = this.#database.prepare('SELECT max(number) FROM version WHERE name = ?').pluck().get(name) as
        | number
        | null;
      const newest = kept === undefined || kept.removed_at !== null ? null : last;
      if (newest !== base) return null;
      // Numbers go on where a name is used again: a version is one text for good.
      const number = (last ?? 0) + 1;
      this.#database
        .prepare('INSERT INTO policy (name) VALUES (?) ON CONFLICT (name) DO UPDATE SET removed_at = NULL')
        .run(name);
      this.#database
        .prepare('INSERT INTO version VALUES (?, ?, ?, ?, ?, ?)')
        .run(name, number, by.at, by.by, by.reason, text);
      this.#database
        .prepare(
          `DELETE FROM version WHERE name = ? AND number <= ? AND NOT EXISTS
           (SELECT 1 FROM policy WHERE policy.name = version.name AND version.number IN (enforced, staged))`,
        )
        .run(name, number - MOST_VERSIONS);
      return number;
    })();
  }

  /** Its versions stay, so that what was in force once can be read. @returns whether there was one */
  remove(name: string, at: number): boolean {
    return (
      this.#database.prepare('UPDATE policy SET removed_at = ? WHERE name = ? AND removed_at IS NULL').run(at, name)
        .changes > 0
    );
  }

  setEnforced(name: string, version: number | null): void {
    this.#database.prepare('UPDATE policy SET enforced = ? WHERE name = ?').run(version, name);
  }

  setStaged(name: string, version: number | null, at: number, vms: readonly string[] | null): void {
    this.#database
      .prepare('UPDATE policy SET staged = ?, staged_at = ?, staged_vms = ? WHERE name = ?')
      .run(version, version === null ? null : at, vms === null ? null : JSON.stringify(vms), name);
  }

  close(): void {
    if (this.#database.open) this.#database.close();
  }
}
