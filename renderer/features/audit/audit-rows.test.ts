import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countValues, kindOf, matchesAudit, whoOf } from './audit-filter.ts';
import { tellAct } from './tell-act.ts';
import { listAuditRows } from './audit-rows.ts';
import { makeEntry } from './make-entry.test-support.ts';

const day = 86_400e6;
const first = makeEntry({ what: 'change applied' }).at;
const none = { find: '', who: [], what: [], result: [] };

describe('rows of the audit', () => {
  it('stand under their day, which counts them', () => {
    const rows = listAuditRows(
      [makeEntry({ number: 3 }), makeEntry({ number: 2 }), makeEntry({ number: 1, at: first - day })],
      new Set(),
    );
    expect(rows.map((row) => (row.kind === 'day' ? `${row.day}: ${String(row.count)}` : row.entry.number))).toEqual([
      'Thu 19 Nov 2026: 2',
      3,
      2,
      'Wed 18 Nov 2026: 1',
      1,
    ]);
  });
  const run = [5, 4, 3].map((number) => makeEntry({ number, automatic: true, what: 'Attest' }));
  it('fold a run of equal automatic acts, until it is opened', () => {
    expect(listAuditRows(run, new Set()).map((row) => (row.kind === 'entry' ? row.folded : 'day'))).toEqual(['day', 2]);
    expect(listAuditRows(run, new Set([5]))).toHaveLength(1 + 1 + 2);
  });
  it('never fold what people did, or what differs', () => {
    expect(
      listAuditRows(
        run.map((entry) => ({ ...entry, automatic: false })),
        new Set(),
      ),
    ).toHaveLength(4);
    const [a, b, c] = run;
    if (a === undefined || b === undefined || c === undefined) throw new Error('three');
    expect(listAuditRows([a, { ...b, result: 'failed' }, c], new Set())).toHaveLength(4);
  });
  it('lose no entry', () => {
    const entry = fc.record({
      automatic: fc.boolean(),
      what: fc.constantFrom('a', 'b'),
      days: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), (acts) => {
        const entries = acts
          .toSorted((one, other) => one.days - other.days)
          .map(({ days, ...part }, index) => makeEntry({ ...part, number: 100 - index, at: first - days * day }));
        const rows = listAuditRows(entries, new Set());
        const sum = (kind: 'day' | 'entry'): number =>
          rows.reduce((all, row) => all + (row.kind !== kind ? 0 : row.kind === 'day' ? row.count : row.folded + 1), 0);
        expect(sum('entry')).toBe(entries.length);
        expect(sum('day')).toBe(entries.length);
        expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
      }),
    );
  });
});

describe('narrowing the audit', () => {
  const entry = makeEntry({ what: 'change applied' });
  it.each([
    [{}, true],
    [{ find: 'WEB-tier beacon' }, true],
    [{ find: 'web database' }, false],
    [{ find: '5c19' }, true],
    [{ who: ['mr', 'tk'] }, true],
    [{ who: ['tk'] }, false],
    [{ result: ['refused'] }, false],
    [{ what: ['changes on hosts'], result: ['done'] }, true],
  ])('%j', (part, found) => {
    expect(matchesAudit(entry, { ...none, ...part })).toBe(found);
  });
  it.each([
    ['change applied: Enforce web v1', 'changes on hosts'],
    ['kept: Enforce web v1', 'changes on hosts'],
    ['went back by itself', 'changes on hosts'],
    ['policy apply: Enforce web v1', 'changes on hosts'],
    ['host.enforce', 'changes on hosts'],
    ['policy.save', 'policies'],
    ['automation paused', 'automation'],
    ['incident.close', 'incidents, notes'],
    ['settings.save', 'settings, hosts'],
    ['host.add', 'settings, hosts'],
    ['something new', 'other'],
  ])('%s is of %s', (what, kind) => {
    expect(kindOf({ what })).toBe(kind);
  });
  it('names automation as such', () => {
    expect(whoOf({ who: 'web-tier', automatic: true })).toBe('Mien, by a rule');
    expect(whoOf({ who: 'mr', automatic: false })).toBe('mr');
  });
  it('counts values, the most first', () => {
    const entries = [entry, makeEntry({ who: 'tk' }), entry];
    expect(countValues(entries, whoOf)).toEqual([
      { value: 'mr', count: 2 },
      { value: 'tk', count: 1 },
    ]);
  });
});

it.each([
  ['policy.save', 'Save policy'],
  ['subject.declare', 'Declare VM'],
  ['host.enforce', 'Permit enforcing, or no longer'],
  ['incident.addNote', 'Add note to incident'],
  ['vm.plan-isolation', 'Plan isolation of VM'],
  ['change applied: Enforce web v1', 'Change applied: Enforce web v1'],
  ['went back by itself', 'Went back by itself'],
  ['', ''],
])('an act is told in words: %s', (what, words) => {
  expect(tellAct(what)).toBe(words);
});
