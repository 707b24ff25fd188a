import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SubjectRow } from '../../shared/contract/subject.ts';
import type { SubjectAssessment } from '../detection/assessment.ts';
import { shippedSettings } from '../detection/synthetic.test-support.ts';
import { uuidOf, vmFacts } from '../hosts/vm-facts.test-support.ts';
import { GuestLife, thread } from '../twin/guest-life.test-support.ts';
import { createTransientMemory } from '../twin/transient-memory.ts';
import { TwinBook } from '../twin/twin-book.ts';
import { ConsoleStore } from '../store/console-store.ts';
import { AnswerBook } from './answer-book.ts';
import { IncidentBook } from './incident-book.ts';
import { IncidentWork, type WorkSource } from './incident-work.ts';
import { alertAt } from './make-alert.test-support.ts';

const { thresholds } = shippedSettings();
let folder: string;
let store: ConsoleStore;
let answers: AnswerBook;
let work: IncidentWork;
let book: IncidentBook;
let now = 1000;
const open = (): void => {
  store = new ConsoleStore(join(folder, 'console.db'));
  answers = new AnswerBook(
    store,
    () => now,
    () => undefined,
  );
  book = new IncidentBook(store, answers, () => thresholds);
  work = new IncidentWork({ book, answers, store: store.incidents, user: 'mr', now: () => now });
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-book-'));
  now = 1000;
  open();
});
afterEach(() => {
  answers.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

let generation = 0;
/** A session whose VMs a, b … have these alerts, judged as what was answered says. */
function sourceOf(alerts: readonly ReturnType<typeof alertAt>[]): WorkSource {
  const said = answers.answers('key');
  const ids = [...new Set([...alerts.map(({ subject }) => subject), 'a', 'b'])];
  const subjects = ids.map((id) => ({
    id,
    name: `vm-${id}`,
    addresses: [`10.0.0.${id}`],
    macs: [],
    alerts: alerts
      .filter(({ subject }) => subject === id)
      .map((alert) => {
        const answered = said.of(alert, '');
        return answered === undefined ? alert : { ...alert, answered };
      }),
  })) as unknown as SubjectAssessment[];
  const rows = ids.map((id) => ({
    id,
    name: `vm-${id}`,
    risk: 0.5,
    sensitivity: 'undeclared',
    role: '',
    roleSource: 'unknown',
  })) as unknown as SubjectRow[];
  return { key: 'key', generation: ++generation, subjects, rows: () => rows, callers: () => new Map(), twins: null };
}
const one = alertAt('1', 'a', 0);
const two = alertAt('2', 'b', 10);
/** Ties the two. */
const step = alertAt('step', 'a', 5, {
  peers: ['10.0.0.b'],
  technique: { id: 'T1021', name: '', tactic: 'Lateral Movement' },
});

describe('incidents as evidence grows', () => {
  it('become one, the older keeps its id, and the history of the other comes with it', () => {
    const [first, second] = book.list(sourceOf([one, two])).incidents.toSorted((a, b) => a.firstSeen - b.firstSeen);
    work.note(sourceOf([one, two]), second?.id ?? '', 'of the younger');
    const grown = sourceOf([one, two, step]);
    const { incidents } = book.list(grown);
    expect(incidents).toMatchObject([{ id: first?.id, merged: [second?.id], notes: 1 }]);
    expect(work.history(grown, first?.id ?? '').map(({ text }) => text)).toEqual(['of the younger']);
    expect(work.find(grown, second?.id ?? '').id).toBe(first?.id);
  });

  it('keep their id when an earlier alert is found, and over a restart', () => {
    const source = sourceOf([two]);
    const id = book.list(source).incidents[0]?.id ?? '';
    work.assign(source, id, 'tk');
    answers.close();
    store.close();
    open();
    const earlier = alertAt('0', 'b', 1);
    expect(book.list(sourceOf([earlier, two])).incidents).toMatchObject([{ id, assignee: 'tk' }]);
  });

  it('that are told no more stand as they were, if somebody worked on them', () => {
    const source = sourceOf([one]);
    const id = book.list(source).incidents[0]?.id ?? '';
    work.move(source, id, 'closed', 'resolved', '');
    expect(book.list(sourceOf([])).incidents).toMatchObject([{ id, gone: true, state: 'closed', title: 'Title 1' }]);
    expect(book.list(sourceOf([two])).incidents).toHaveLength(2);
  });
});

/** A shell of a web server that takes its commands from a socket, as its twin sees it. */
function departed(): { twins: TwinBook; uuid: string } {
  const twins = new TwinBook({ memory: createTransientMemory(), tell: () => undefined });
  const life = new GuestLife(uuidOf(1), 1);
  twins.observe({ kind: 'machine', facts: vmFacts(1), time: life.time });
  for (let second = 0; second < 10; second++) {
    for (const observation of life.next()) twins.observe(observation);
    if (second !== 5) continue;
    const shell = thread('nginx', 'sh', 900);
    twins.observe(life.event({ kind: 'dup', descriptor: 0 }, shell));
    twins.observe(life.event(life.exec('/bin/sh', 'nginx'), shell));
  }
  twins.rest();
  return { twins, uuid: uuidOf(1) };
}

it('closing as expected lets the twin accept the windows the incident rests on', () => {
  const { twins, uuid } = departed();
  const [found] = twins.findings();
  const alert = alertAt(`twin-departure:${uuid}:${found?.id ?? ''}`, uuid, 0, { type: 'twin-departure' });
  const source = { ...sourceOf([alert]), twins };
  const id = book.list(source).incidents[0]?.id ?? '';
  expect(work.learns(source, id, 'expected').join()).toMatch(/The twin of vm-.* accepts \d+ windows? as normal/);
  work.move(source, id, 'closed', 'expected', '');
  expect(twins.findings()).toEqual([]);
  expect(book.list(sourceOf([])).incidents).toMatchObject([{ id, gone: true, state: 'closed', outcome: 'expected' }]);
});

describe('work', () => {
  it('is refused where it makes no sense, and then nothing of it is kept', () => {
    const source = sourceOf([one]);
    const id = book.list(source).incidents[0]?.id ?? '';
    expect(() => work.move(source, id, 'closed', null, '')).toThrow(/asks for an outcome/);
    expect(() => work.move(source, id, 'looking', 'resolved', '')).toThrow(/asks for an outcome/);
    expect(() => work.split(source, id, 'nowhere')).toThrow(/no part/);
    expect(() => work.rejoin(source, id)).toThrow(/not split/);
    expect(() => work.find(source, 'inc-nowhere')).toThrow(/no such incident/);
    expect(work.history(source, id)).toEqual([]);
    expect(store.incidents.listStories('key')).toEqual([]);
  });

  it('is all or nothing where the history is full', () => {
    const source = sourceOf([one]);
    const id = book.list(source).incidents[0]?.id ?? '';
    const beside = new Database(store.path);
    beside.exec(`WITH RECURSIVE entry (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM entry WHERE at < 20000)
      INSERT INTO story_entry (session, story, at, who, kind, text) SELECT 'key', 'other', at, '', 'note', '' FROM entry`);
    beside.close();
    expect(() => work.move(source, id, 'closed', 'false-positive', '')).toThrow(/full/);
    const after = sourceOf([one]);
    expect(book.list(after)).toMatchObject({ incidents: [{ id, state: 'new' }], feedback: [] });
  });

  it('closing again with another outcome takes the first lesson back', () => {
    const source = sourceOf([one]);
    const id = book.list(source).incidents[0]?.id ?? '';
    work.move(source, id, 'closed', 'false-positive', '');
    expect(book.list(sourceOf([one])).incidents[0]?.alerts[0]?.answered?.share).toBe(0.05);
    now = 2000;
    work.move(sourceOf([one]), id, 'closed', 'resolved', '');
    const list = book.list(sourceOf([one]));
    expect(list.incidents[0]).toMatchObject({ state: 'closed', outcome: 'resolved' });
    expect(list.incidents[0]?.alerts[0]?.answered).toBeUndefined();
    expect(list.feedback).toMatchObject([{ undoneAt: 2000, undoneBy: 'mr' }]);
  });
});
