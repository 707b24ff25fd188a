import Database from 'better-sqlite3';

/** A step of a schema: what it does to a database that has all steps before it. */
export interface Migration {
  version: number;
  sql: string;
}

/** Thrown when a database was written by a newer version; the file is left untouched. */
export class NewerDatabase extends Error {
  constructor(path: string, found: number, known: number) {
    super(`${path} was written by a newer version of Mien (schema ${found}, this version knows ${known}).`);
    this.name = 'NewerDatabase';
  }
}

/**
 * Opens a database and brings its schema up to date in one transaction.
 * @param durable false for an index that can be rebuilt from its evidence: no fsync, which halves the cost of an import
 */
export function openDatabase(path: string, migrations: readonly Migration[], durable: boolean): Database.Database {
  const database = new Database(path);
  try {
    if (durable) {
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = NORMAL');
    } else {
      // Rows come in by the ten thousand and are read by the page: larger pages are written less often.
      database.pragma('page_size = 16384');
      // Nobody else opens it and a crash throws it away: no second copy of each page, no locks, no waiting for the disk.
      database.pragma('locking_mode = EXCLUSIVE');
      database.pragma('journal_mode = MEMORY');
      database.pragma('synchronous = OFF');
    }
    database.pragma('cache_size = -16384');
    const version = database.pragma('user_version', { simple: true }) as number;
    const newest = migrations.at(-1)?.version ?? 0;
    if (version > newest) throw new NewerDatabase(path, version, newest);
    database.transaction(() => {
      for (const migration of migrations) if (migration.version > version) database.exec(migration.sql);
      database.pragma(`user_version = ${newest}`);
    })();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
