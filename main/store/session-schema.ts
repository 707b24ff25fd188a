import type { Migration } from './open-database.ts';

/** Schema of a session index: rebuilt from the evidence whenever the evidence or this file changes. */
export const sessionMigrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
      CREATE TABLE flow (
        id INTEGER PRIMARY KEY, start REAL NOT NULL, finish REAL NOT NULL,
        transport INTEGER NOT NULL, src INTEGER NOT NULL, sport INTEGER NOT NULL,
        dst INTEGER NOT NULL, dport INTEGER NOT NULL, vlan INTEGER, tunnel INTEGER NOT NULL,
        service INTEGER NOT NULL, state INTEGER NOT NULL,
        packets_out INTEGER NOT NULL, packets_in INTEGER NOT NULL,
        bytes_out INTEGER NOT NULL, bytes_in INTEGER NOT NULL,
        name TEXT NOT NULL, final INTEGER NOT NULL, detail BLOB NOT NULL
      );
      CREATE TABLE record (id INTEGER PRIMARY KEY, flow INTEGER NOT NULL, time REAL NOT NULL, detail BLOB NOT NULL);
      CREATE TABLE segment (
        id INTEGER PRIMARY KEY, file INTEGER NOT NULL, first_packet INTEGER NOT NULL,
        packets INTEGER NOT NULL, detail BLOB NOT NULL
      );
      CREATE TABLE event (
        id INTEGER PRIMARY KEY, time REAL NOT NULL, source TEXT NOT NULL, host TEXT NOT NULL, kind TEXT NOT NULL,
        title TEXT NOT NULL, detail TEXT NOT NULL, severity TEXT NOT NULL, src TEXT NOT NULL, dst TEXT NOT NULL,
        port INTEGER NOT NULL, raw TEXT NOT NULL, body TEXT NOT NULL
      );
    `,
  },
  {
    version: 2,
    sql: `
      CREATE TABLE rate_columns (id INTEGER PRIMARY KEY, names TEXT NOT NULL);
      CREATE TABLE rate (
        id INTEGER PRIMARY KEY, level INTEGER NOT NULL, tier TEXT NOT NULL, time REAL NOT NULL,
        columns INTEGER NOT NULL, data BLOB NOT NULL
      );
      CREATE INDEX rate_time ON rate (level, tier, time);
      CREATE TABLE gap (host TEXT NOT NULL, tier TEXT NOT NULL, start REAL NOT NULL, finish REAL NOT NULL, reason TEXT NOT NULL);
      CREATE INDEX gap_host ON gap (host, start);
      CREATE TABLE machine (uuid TEXT PRIMARY KEY, body TEXT NOT NULL);
    `,
  },
  {
    version: 3,
    sql: `
      CREATE TABLE inventory (uuid TEXT PRIMARY KEY, body TEXT NOT NULL);
      CREATE TRIGGER machine_gone AFTER DELETE ON machine BEGIN DELETE FROM inventory WHERE uuid = OLD.uuid; END;
    `,
  },
];

/** Built once reading is over: keeping them up to date meanwhile would double the cost of an import. */
export const sessionIndexes = `
  CREATE INDEX IF NOT EXISTS flow_start ON flow (start);
  CREATE INDEX IF NOT EXISTS flow_src ON flow (src, start);
  CREATE INDEX IF NOT EXISTS flow_dst ON flow (dst, start);
  CREATE INDEX IF NOT EXISTS record_flow ON record (flow, time);
  CREATE INDEX IF NOT EXISTS event_time ON event (time);
  ANALYZE;
`;
