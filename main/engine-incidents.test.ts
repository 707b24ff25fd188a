import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Incident } from '../shared/contract/incidents.ts';
import { createEngine, type Engine } from './engine.ts';
import { engineOptions } from './engine-options.test-support.ts';

const { signal } = new AbortController();
const sample = join(import.meta.dirname, '..', 'resources', 'sample.mien');
const peer = '203.0.113.77';
let home: string;
let engine: Engine;
let session: string;
const start = async (): Promise<void> => {
  engine = createEngine(engineOptions(home, { user: 'mr' }));
  session = (await engine.openAndRead([sample])).id;
};
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'mien-engine-incidents-'));
  await start();
});
afterEach(async () => {
  await engine.close();
  rmSync(home, { recursive: true, force: true });
});

const all = (): ReturnType<Engine['handlers']['incident.list']> =>
  engine.handlers['incident.list']({ session }, signal);
const worst = async (): Promise<Incident> => {
  const [first] = (await all()).incidents;
  if (first === undefined) throw new Error('The sample holds no incident.');
  return first;
};
const riskOf = async (id: string): Promise<number> => {
  const { row, contributions } = await engine.handlers['subject.get']({ session, id }, signal);
  const sum = contributions.reduce((total, { weight }) => total + weight, 0);
  expect(sum).toBeCloseTo(row.risk ?? -1, 2);
  return row.risk ?? -1;
};

it('the intrusion of the sample is one story, the work on it outlives a restart', async () => {
  const { incidents } = await all();
  expect(incidents).toHaveLength(1);
  const { id, vms, alerts, ties, summary } = await worst();
  expect(alerts.length).toBeGreaterThan(5);
  expect(ties).toHaveLength(alerts.length - 1);
  expect(vms.map(({ name, since }) => [name, since !== null])).toEqual([
    ['attacker', true],
    ['db', false],
    ['cache', false],
    ['web', false],
  ]);
  expect(summary).toMatch(/^Began on attacker at \d\d:\d\d:\d\d UTC: .*were named and told nothing\.$/);
  const { handlers } = engine;
  const of = { session, id };
  await handlers['incident.update']({ ...of, state: 'looking', outcome: null, note: '' }, signal);
  await handlers['incident.assign']({ ...of, assignee: 'tk' }, signal);
  await handlers['incident.note']({ ...of, text: 'Asked the owner.' }, signal);
  await engine.close();
  await start();
  expect(await worst()).toMatchObject({ id, state: 'looking', assignee: 'tk', notes: 1 });
  const { entries } = await engine.handlers['incident.history']({ session, id }, signal);
  expect(entries.map(({ who, kind, text }) => [who, kind, text])).toEqual([
    ['mr', 'state', 'Set to looking, was new.'],
    ['mr', 'assignee', 'Given to tk.'],
    ['mr', 'note', 'Asked the owner.'],
  ]);
});

it('closing as a false positive lowers its signals, says so, and is taken back by opening it again', async () => {
  const { id, subject } = await worst();
  const before = await riskOf(subject);
  const { learns } = await engine.handlers['incident.closing']({ session, id, outcome: 'false-positive' }, signal);
  expect(learns.join('\n')).toContain(`Mining of attacker, with ${peer}: counts 5 % from now on.`);
  const update = engine.handlers['incident.update'];
  await update({ session, id, state: 'closed', outcome: 'false-positive', note: 'A drill.' }, signal);
  const lowered = await riskOf(subject);
  expect(before).toBeGreaterThan(0.9);
  expect(lowered).toBeLessThan(0.4);
  const { contributions } = await engine.handlers['subject.get']({ session, id: subject }, signal);
  expect(contributions.find(({ title }) => title.startsWith('Not as it looks: Mines for'))).toMatchObject({
    evidence: expect.stringMatching(/^mr closed it as a false positive on /),
  });
  expect(await worst()).toMatchObject({ id, state: 'closed', outcome: 'false-positive', since: 0 });
  expect((await worst()).worst).toBeGreaterThan(0.9);
  await engine.close();
  await start();
  expect(await riskOf(subject)).toBeCloseTo(lowered);
  await engine.handlers['incident.update']({ session, id, state: 'looking', outcome: null, note: '' }, signal);
  expect(await riskOf(subject)).toBeCloseTo(before);
  expect((await all()).feedback[0]).toMatchObject({ incident: id, undoneBy: 'mr' });
});

it('a suppression holds back what is in its scope until its end, and shows it', async () => {
  const { id, subject } = await worst();
  const before = await riskOf(subject);
  const scope = { type: 'mining', technique: '', subject: '', role: '', peer: `${peer}/32` };
  const { handlers } = engine;
  expect(await handlers['suppression.preview']({ session, scope }, signal)).toMatchObject({ held: 1, problem: '' });
  const asked = { session, incident: id, scope, why: 'A test of ours', until: Date.now() + 1500 };
  await expect(async () =>
    handlers['suppression.add']({ ...asked, until: Date.now() + 91 * 86_400_000 }, signal),
  ).rejects.toThrow(/90 days/);
  await expect(async () =>
    handlers['suppression.add']({ ...asked, scope: { ...scope, type: '' } }, signal),
  ).rejects.toThrow(/kind of alert/);
  await handlers['suppression.add'](asked, signal);
  const held = await all();
  expect(held.suppressions).toMatchObject([{ held: 1, inForce: true, who: 'mr', alerts: [{ subject }] }]);
  expect(held.incidents[0]).toMatchObject({ id, heldBack: 1 });
  expect(await riskOf(subject)).toBeLessThan(before);
  // Nobody asks for it: the end comes by itself.
  await vi.waitFor(async () => expect((await all()).incidents[0]?.heldBack).toBe(0), { timeout: 8000, interval: 200 });
  expect((await all()).suppressions).toMatchObject([{ inForce: false }]);
  expect(await riskOf(subject)).toBe(before);
});

it('a suppression can be ended, and a split is kept and can be taken back', async () => {
  const { id, alerts } = await worst();
  const { handlers } = engine;
  const scope = { type: 'beacon', technique: '', subject: alerts[0]?.subject ?? '', role: '', peer: '' };
  const until = Date.now() + 3_600_000;
  const made = await handlers['suppression.add']({ session, scope, why: 'known', until }, signal);
  await handlers['suppression.end']({ session, id: made.id }, signal);
  expect((await all()).suppressions).toMatchObject([{ held: 1, inForce: false, endedBy: 'mr' }]);
  await expect(async () => handlers['suppression.end']({ session, id: made.id }, signal)).rejects.toThrow(
    /over already/,
  );

  const cut = alerts[4]?.id ?? '';
  await expect(async () =>
    handlers['incident.split']({ session, id, alert: alerts[0]?.id ?? '' }, signal),
  ).rejects.toThrow(/first alert/);
  const part = await handlers['incident.split']({ session, id, alert: cut }, signal);
  const sizes = async (): Promise<[string, number][]> =>
    (await all()).incidents.map((one): [string, number] => [one.id, one.alerts.length]).toSorted((a, b) => a[1] - b[1]);
  const split = [
    [id, 4],
    [part.id, alerts.length - 4],
  ];
  expect(await sizes()).toEqual(split);
  await engine.close();
  await start();
  expect(await sizes()).toEqual(split);
  await engine.handlers['incident.rejoin']({ session, id: part.id }, signal);
  expect(await sizes()).toEqual([[id, alerts.length]]);
  expect((await worst()).merged).toEqual([part.id]);
});

it('a report names what it will contain, then contains it, as HTML and as PDF', async () => {
  const { id, title } = await worst();
  const { handlers } = engine;
  const contents = await handlers['incident.contents']({ session, id }, signal);
  expect(contents.parts.map((part) => part.title)).toContain('Flows that prove it');
  expect(contents.leftOut.join()).toContain('Packets');
  const page = await handlers['incident.export']({ session, id, format: 'html' }, signal);
  const text = Buffer.from(page.bytes, 'base64').toString('utf8');
  expect(text).toContain(`<title>${title}</title>`);
  for (const part of contents.parts) expect(text).toContain(`<h2>${part.title}`);
  expect(text).toContain(peer);
  const pdf = await handlers['incident.export']({ session, id, format: 'pdf' }, signal);
  expect(pdf).toMatchObject({ name: `${id}.pdf`, type: 'application/pdf' });
  expect(Buffer.from(pdf.bytes, 'base64').subarray(0, 5).toString()).toBe('%PDF-');
  const { entries } = await handlers['incident.history']({ session, id }, signal);
  expect(entries.map((entry) => entry.text)).toEqual(['Report made as HTML.', 'Report made as PDF.']);
});
