import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Judge } from '../../detection/judge.ts';
import { shippedSettings } from '../../detection/synthetic.test-support.ts';
import { toReport } from '../../exports/report.ts';
import type { HostReport } from '../../hosts/host-report.ts';
import { createSimulatedHostMaker } from '../../hosts/simulated/simulated-host.ts';
import { createTurnedClock } from '../../hosts/simulated/turned-clock.test-support.ts';
import { sumEdges } from '../../store/flow-summaries.ts';
import { saveSessionFile, type PartSource } from '../mien/io/save-session-file.ts';
import type { Session } from '../session.ts';
import { SessionList } from '../session-list.ts';
import { detailCodec } from './detail-codec.ts';
import { findFiles } from './find-files.ts';
import { isSessionPath, openContainer } from './open-container.ts';
import { ReplayBook } from './replay-book.ts';
import { openSession, type OpenerParts } from './session-opener.ts';
import { BASELINES } from '../mien/baselines-part.ts';
import { makeTwins } from '../../twin/make-twins.ts';
import { packBaselines } from '../../twin/packed-baselines.ts';
import { Twin } from '../../twin/twin.ts';
import { TWIN_SETTINGS } from '../../twin/twin-settings.ts';
import { baselineOf, writeTwin } from '../../twin/twin-state.ts';
import { readBaselines } from './read-baselines.ts';
import { saveSession } from './save-session.ts';
import { generateCapture } from './testing/generate-capture.ts';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const settings = shippedSettings();
let folder = '';
let parts: OpenerParts;
let book: ReplayBook;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-replay-'));
  parts = {
    list: new SessionList(),
    indexFolder: join(folder, 'index'),
    parser: { node: process.execPath, entry: join(root, 'app', 'parser', 'parser.ts'), codeRoot: root },
    codec: detailCodec,
    createJudge: () => new Judge(settings),
    now: () => Date.now(),
  };
  book = new ReplayBook(parts);
});
afterEach(() => {
  parts.list.closeAll();
  rmSync(folder, { recursive: true, force: true });
});

async function filesOf(path: string): Promise<ReturnType<typeof findFiles>> {
  return isSessionPath(path) ? (await openContainer(path)).files : findFiles([path]);
}

/** All that was concluded, as text; where its files lie is no part of that. */
function textOf(session: Session): string {
  const edges = sumEdges(session.store, { condition: { sql: '1', values: [] } }, 20_000);
  const report = toReport(session, edges) as { capture: { files: unknown } };
  const rates = [...session.store.resources.eachRate()].map((row) => ({ ...row, values: [...row.values].join() }));
  return JSON.stringify({ ...report, capture: { ...report.capture, files: [] }, rates }, null, 1);
}

async function opened(path: string): Promise<string> {
  const files = await filesOf(path);
  const session = await openSession({ name: 'opened', files, sample: false, remarks: [] }, parts, () => {});
  await session.over;
  const text = textOf(session);
  parts.list.close(session.id);
  return text;
}

/** The session that is played under an id now. */
function playing(id: string): Session {
  const session = parts.list.get(id);
  if (session === undefined) throw new Error('it is not played');
  return session;
}

/** Plays to the end: `steer` is called with the id and the span before. */
async function played(
  path: string,
  steer: (id: string, span: { from: number; to: number; at: (share: number) => number }) => Promise<void> | void,
): Promise<string> {
  const { session, playing: what } = await book.start('played', await filesOf(path));
  const { from, to } = what.span;
  await steer(session.id, { from, to, at: (share) => from + (to - from) * share });
  const last = playing(session.id);
  await last.over;
  expect(last.toState()).toMatchObject({ state: 'ready', error: null });
  const text = textOf(last);
  parts.list.close(session.id);
  book.forget(session.id);
  return text;
}

/** A recording of a simulated host, and what else is put beside it. */
async function record(seconds: number, others: PartSource[] = []): Promise<string> {
  const path = join(folder, `recorded-${others.length}.mien`);
  const clock = createTurnedClock(Date.UTC(2026, 2, 3, 9) * 1000);
  const lines: string[] = [];
  const take = (report: HostReport): void =>
    void lines.push(`${JSON.stringify({ mien: 'report', host: 'demo', report })}\n`);
  const every = { interfaces: 1000, cpu: 5000, disks: 30_000 };
  const uri = 'simulated:///?vms=20&seed=3&speed=300';
  createSimulatedHostMaker({ clock })(
    { id: 'demo', uri, name: 'demo', every, capture: false, capturePrefix: [], paused: false },
    take,
  );
  clock.turn(seconds * 1000);
  const outline = {
    tool: { name: 'Mien', version: '0.0.0' },
    created: '2026-03-03T09:00:00Z',
    name: 'recorded',
    subjects: [],
    localNetworks: [],
    clocks: [],
    redactions: [],
  };
  const reports: PartSource = {
    name: 'stats/reports.ndjson',
    source: 'reports.ndjson',
    from: { text: lines.join('') },
    compress: true,
  };
  expect((await saveSessionFile({ path, outline, parts: [reports, ...others], notes: [] })).ok).toBe(true);
  return path;
}

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

describe('what is played to its end is what is opened, byte for byte', () => {
  const fast = (id: string): void => book.steer(id, { speed: 10_000 });

  test('a recording of a host', async () => {
    const path = await record(240);
    const expected = await opened(path);
    expect(JSON.parse(expected)).toMatchObject({ subjects: { length: 20 } });
    expect(await played(path, fast)).toBe(expected);
  });

  test('both at once, with remarks about each', async () => {
    const capture = join(folder, 'fleet.pcap');
    generateCapture(capture, 4000, 9);
    const path = await record(120, [
      { name: 'net/fleet.pcap', source: 'fleet.pcap', from: { path: capture } },
      {
        name: 'stats/more.ndjson',
        source: 'more.ndjson',
        from: { text: '{"mien":"report","host":"","report":{}}\nx\n' },
      },
    ]);
    const expected = await opened(path);
    expect(JSON.parse(expected)).toMatchObject({ capture: { notes: [{ code: 'bad-line' }] } });
    // The two are days apart: nobody waits for those.
    const jump = (id: string, { to }: { to: number }): void => book.steer(id, { to });
    expect(await played(path, jump)).toBe(expected);
  });

  test('the sample', async () => {
    const path = join(root, 'resources', 'sample.mien');
    const expected = await opened(path);
    expect(await played(path, fast)).toBe(expected);
  });

  test('a capture, with pauses, jumps ahead, back to the start and to the end', async () => {
    const path = join(folder, 'fleet.pcap');
    generateCapture(path, 8000, 3);
    const expected = await opened(path);
    const text = await played(path, async (id, { from, at, to }) => {
      book.steer(id, { speed: 20 });
      await wait(200);
      book.steer(id, { to: at(0.5) });
      await wait(200);
      book.steer(id, { speed: 0 });
      book.steer(id, { to: at(0.2) });
      await wait(200);
      // Back while the one before is still being read.
      book.steer(id, { to: from });
      book.steer(id, { to: from, speed: 50 });
      await wait(200);
      book.steer(id, { to });
      book.steer(id, { speed: 10_000 });
    });
    expect(text).toBe(expected);
  });
});

test('what lies before the play head is told, and nothing far beyond it', async () => {
  const path = await record(600);
  const { session, playing: what } = await book.start('played', await filesOf(path));
  book.steer(session.id, { speed: 0 });
  book.steer(session.id, { to: what.span.from + 300e6 });
  await expect
    .poll(() => playing(session.id).toState().end, { timeout: 20_000 })
    .toBeGreaterThan(what.span.from + 298e6);
  await wait(500);
  const { state, end, live } = playing(session.id).toState();
  expect(state).toBe('watching');
  expect(end).toBeLessThan(what.span.from + 320e6);
  expect(live?.replay).toMatchObject({ speed: 0, at: what.span.from + 300e6 });
});

test.each([
  ['prose', 'x.txt', 'Dear reader,\nnothing to see here.\n'],
  [
    'a log of flows',
    'conn.log',
    '#separator \\x09\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tduration\n#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tinterval\n1600000000.0\tC1\t10.0.0.1\t1\t10.0.0.2\t2\ttcp\t1.0\n',
  ],
])('%s cannot be played, and says why', async (_name, file, content) => {
  const path = join(folder, file);
  writeFileSync(path, content);
  await expect(book.start('x', await filesOf(path))).rejects.toThrow(
    /nothing in it that could be played|cannot be played/,
  );
  expect(parts.list.list()).toEqual([]);
  expect(() => book.steer('x', { speed: 1 })).toThrow('not played');
});

test('what twins knew begins a session again, opened or played, however often it is saved', async () => {
  const twin = new Twin('4d69656e-0000-4000-8000-000000000001', TWIN_SETTINGS);
  twin.setMode('watch');
  const known = packBaselines(new Map([[twin.uuid, writeTwin(twin)]]));
  const part = join(folder, 'known');
  writeFileSync(part, known);
  let path = await record(20, [{ name: BASELINES, source: 'baselines', from: { path: part }, compress: true }]);
  for (let times = 1; times <= 2; times++) {
    const container = await openContainer(path);
    const memory = (await readBaselines(container))();
    expect(memory.load(twin.uuid)).toEqual(baselineOf(writeTwin(twin)));
    const createTwins = makeTwins(() => 0)(() => memory);
    const session = await openSession({ ...container, sample: false }, { ...parts, createTwins }, () => {});
    await session.over;
    const facts = { version: '0.0.0', notes: [], roles: new Map<string, string>() };
    ({ path } = await saveSession(session, facts, join(folder, `saved-${times}.mien`), new AbortController().signal));
  }
});
