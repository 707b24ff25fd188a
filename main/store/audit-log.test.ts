import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AuditLog, type AuditNote, auditSchema } from './audit-log.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const note = (what: string, more: Partial<AuditNote> = {}): AuditNote => ({
  who: 'ada',
  what,
  about: 'web-02',
  why: 'because',
  result: 'done',
  detail: ['+ drop', '- accept'],
  automatic: false,
  ...more,
});
function logOf(entries: number): { log: AuditLog; database: Database.Database } {
  const database = new Database(':memory:');
  database.exec(auditSchema);
  let time = 1e15;
  const log = new AuditLog(database, digest, () => (time += 1));
  for (let at = 0; at < entries; at += 1) log.add(note(`act ${at}`));
  return { log, database };
}

describe('the audit log', () => {
  it('numbers entries, tells the newest first, and those about one object', () => {
    const { log } = logOf(3);
    expect(log.add(note('isolate', { about: 'db-01', automatic: true }))).toBe(4);
    expect(log.list(2).map(({ number, what }) => [number, what])).toEqual([
      [4, 'isolate'],
      [3, 'act 2'],
    ]);
    expect(log.list(10, 3).map(({ number }) => number)).toEqual([2, 1]);
    expect(log.list(10, undefined, 'db-01')).toMatchObject([
      { number: 4, automatic: true, detail: ['+ drop', '- accept'] },
    ]);
    expect(log.check()).toEqual({ whole: true, brokenAt: null, total: 4 });
  });

  it('bounds what it is told', () => {
    const { log } = logOf(0);
    log.add(note('x'.repeat(10_000), { detail: Array.from({ length: 1000 }, () => 'y'.repeat(5000)) }));
    const [entry] = log.list(1);
    expect(entry?.what).toHaveLength(2000);
    expect(entry?.detail).toHaveLength(400);
    expect(log.check().whole).toBe(true);
  });

  it('finds whatever is changed in any entry, any column, any byte', () => {
    const columns = ['at', 'who', 'what', 'about', 'why', 'result', 'detail', 'automatic', 'previous', 'hash'] as const;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.constantFrom(...columns), fc.nat(), (number, column, at) => {
        const { log, database } = logOf(12);
        const value = database.prepare(`SELECT ${column} FROM entry WHERE number = ?`).pluck().get(number);
        const flipped = typeof value === 'number' ? value + 1 : flip(String(value), at);
        database.prepare(`UPDATE entry SET ${column} = ? WHERE number = ?`).run(flipped, number);
        const { whole, brokenAt } = log.check();
        expect(whole).toBe(false);
        expect(brokenAt).toBe(number);
      }),
    );
  });

  it.each([
    ['removed', 'DELETE FROM entry WHERE number = 5', 5],
    ['the first removed', 'DELETE FROM entry WHERE number = 1', 1],
    [
      'swapped',
      'UPDATE entry SET number = CASE number WHEN 4 THEN -4 ELSE number END; UPDATE entry SET number = 4 WHERE number = 5; UPDATE entry SET number = 5 WHERE number = -4',
      4,
    ],
  ])('finds entries that are %s', (_what, sql, at) => {
    const { log, database } = logOf(9);
    database.exec(sql);
    expect(log.check()).toMatchObject({ whole: false, brokenAt: at });
  });
});

function flip(text: string, at: number): string {
  const place = at % text.length;
  return text.slice(0, place) + String.fromCodePoint(text.charCodeAt(place) ^ 1) + text.slice(place + 1);
}
