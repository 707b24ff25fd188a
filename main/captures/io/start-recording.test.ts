import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HostReport } from '../../hosts/host-report.ts';
import { uuidOf, vmFacts } from '../../hosts/vm-facts.test-support.ts';
import type { KeptFile, LiveCapture } from '../live/live-capture.ts';
import { readPart } from '../mien/io/read-part.ts';
import type { Recording } from '../recording.ts';
import { packBaselines } from '../../twin/packed-baselines.ts';
import { Twin } from '../../twin/twin.ts';
import { TWIN_SETTINGS } from '../../twin/twin-settings.ts';
import { baselineOf, writeTwin } from '../../twin/twin-state.ts';
import { openContainer } from './open-container.ts';
import { readBaselines } from './read-baselines.ts';
import { startRecording } from './start-recording.ts';

const START = Date.UTC(2026, 10, 26, 9, 30) * 1000;
const { signal } = new AbortController();

let folder = '';
let now = START;
let ring: { file: KeptFile; content: string }[] = [];
/** What twins know as it begins. */
let known: Uint8Array | null = null;
/** Fails once each. */
let problems: Error[] = [];

/** A ring whose files the test writes. */
const capture: LiveCapture = {
  setTaps: () => {},
  setCollectors: () => {},
  files: () => ring.map(({ file }) => file),
  packets: () => Promise.resolve([]),
  keep: (from, to, into) => {
    const problem = problems.shift();
    if (problem !== undefined) return Promise.reject(problem);
    mkdirSync(into, { recursive: true });
    const wanted = ring.filter(({ file }) => file.start <= to && file.end >= from);
    return Promise.resolve(
      wanted.map(({ file, content }) => {
        const path = join(into, file.name);
        writeFileSync(path, content);
        return { ...file, path };
      }),
    );
  },
  stop: () => Promise.resolve(),
  close: () => {},
};

function put(generation: number, start: number, end: number, content: string): void {
  const name = `packets-${generation}`;
  const [at, to] = [START + start * 1e6, START + end * 1e6];
  const rest = { bytes: content.length, offset: 0, deflated: false, sha256: null, packets: 1 };
  ring = ring.filter(({ file }) => file.generation !== generation);
  ring.push({ file: { generation, path: `/ring/${name}`, name, start: at, end: to, ...rest }, content });
}

function start(path?: string): Recording {
  return startRecording(path, {
    capture,
    folder: join(folder, 'recordings'),
    version: '1.2.3',
    now: () => now,
    localNetworks: () => ['10.1.1.0/24'],
    baselines: () => known,
  });
}

const tick = (seconds: number): HostReport => ({
  type: 'tick',
  time: START + seconds * 1e6,
  answered: 1,
  total: 1,
  late: 0,
});

/** What a file holds, by the name of each part. */
async function contentOf(path: string): Promise<Record<string, string>> {
  const { files } = await openContainer(path);
  const parts = await Promise.all(
    files.map(async ({ name, offset, bytes, deflated }) => [
      name,
      await text(readPart(path, { offset, length: bytes, stored: !deflated })),
    ]),
  );
  return Object.fromEntries(parts) as Record<string, string>;
}
const reportsOf = (content: string | undefined): { host: string; report: HostReport }[] =>
  (content ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { host: string; report: HostReport });

/** The folder beside the target where reports are gathered. */
function gathering(): string {
  const name = readdirSync(folder).find((entry) => entry.startsWith('.mien-recording-'));
  if (name === undefined) throw new Error('nothing is being gathered');
  return join(folder, name);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-recording-'));
  now = START;
  ring = [];
  problems = [];
  known = null;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a recording', () => {
  test('holds what hosts reported in order, the packets of its time, and who the VMs are', async () => {
    put(3, -100, -10, 'old ');
    put(4, -5, 20, 'first ');
    const path = join(folder, 'deep', 'er', 'watch.mien');
    const recording = start(path);
    expect(recording).toMatchObject({ path, since: START });
    recording.report('one', { type: 'inventory', time: START, vms: [vmFacts(1, { role: 'web' })], networks: [] });
    recording.report('two', { type: 'vm', time: START, vm: vmFacts(2, { name: '../../x', addresses: [] }) });
    for (let second = 1; second <= 300; second++) recording.report('one', tick(second));
    expect(recording.bytes()).toBeGreaterThan(20_000);
    put(4, -5, 40, 'first ');
    put(5, 40, 90, 'second');
    now = START + 300e6;
    const saved = await recording.finish(signal);
    expect(saved.bytes).toBe(readFileSync(path).length);
    const content = await contentOf(path);
    expect(Object.keys(content)).toEqual(['reports.ndjson', 'packets.pcapng']);
    expect(content['packets.pcapng']).toBe('first second');
    const reports = reportsOf(content['reports.ndjson']);
    expect(reports).toHaveLength(302);
    expect(reports.slice(0, 2).map(({ host, report }) => [host, report.type])).toEqual([
      ['one', 'inventory'],
      ['two', 'vm'],
    ]);
    const { name, declarations, localNetworks } = await openContainer(path);
    expect({ name, localNetworks }).toEqual({ name: 'watch', localNetworks: ['10.1.1.0/24'] });
    expect(declarations).toEqual([
      { subject: uuidOf(1), role: 'web', name: 'vm-1' },
      { subject: uuidOf(2), role: '', name: '../../x' },
    ]);
    expect(readdirSync(join(folder, 'deep', 'er'))).toEqual(['watch.mien']);
  });

  test('carries what twins know as it begins, for who plays it', async () => {
    expect((await readBaselines(await openContainer((await start().finish(signal)).path)))().load('vm')).toBeNull();
    const twin = new Twin(uuidOf(1), TWIN_SETTINGS);
    twin.setMode('watch');
    known = packBaselines(new Map([[uuidOf(1), writeTwin(twin)]]));
    const recording = start();
    recording.report('one', tick(1));
    known = null;
    const { path } = await recording.finish(signal);
    expect(Object.keys(await contentOf(path))).toEqual(['reports.ndjson']);
    const container = await openContainer(path);
    const memory = (await readBaselines(container))();
    expect(memory.load(uuidOf(1))).toEqual(baselineOf(writeTwin(twin)));
    expect(memory.load(uuidOf(2))).toBeNull();
    // Who damages the file has twins learn anew.
    writeFileSync(
      path,
      readFileSync(path).fill(0x78, container.baselines?.offset, (container.baselines?.offset ?? 0) + 40),
    );
    expect((await readBaselines(await openContainer(path)))().load(uuidOf(1))).toBeNull();
  });

  test('without a name gets one by its time, and a second of the same second another', async () => {
    const names = [];
    for (let count = 0; count < 2; count++) {
      const recording = start();
      recording.report('one', tick(1));
      names.push((await recording.finish(signal)).path);
    }
    expect(names.map((name) => name.slice(folder.length))).toEqual([
      '/recordings/watch-2026-11-26T09-30-00.mien',
      '/recordings/watch-2026-11-26T09-30-00-1.mien',
    ]);
  });

  test('copies a file of the ring when it is full, before it is overwritten, and each just once', async () => {
    const recording = start(join(folder, 'r.mien'));
    recording.report('one', tick(1));
    put(1, 0, 60, 'one ');
    // Several interfaces: what the next file begins with was captured before the last of this one.
    put(2, 59, 61, 'tw');
    recording.full(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    ring = [];
    put(2, 59, 120, 'two ');
    put(3, 120, 130, 'three');
    recording.full(2);
    now = START + 130e6;
    await recording.finish(signal);
    expect((await contentOf(join(folder, 'r.mien')))['packets.pcapng']).toBe('one two three');
  });

  test('goes on after a copy that failed, and takes it up at the end', async () => {
    const recording = start(join(folder, 'r.mien'));
    recording.report('one', tick(1));
    put(1, 0, 60, 'one ');
    put(2, 60, 120, 'two');
    problems = [new Error('no room')];
    recording.full(1);
    recording.full(2);
    now = START + 130e6;
    await recording.finish(signal);
    const packets = (await contentOf(join(folder, 'r.mien')))['packets.pcapng'];
    expect(packets?.match(/one|two/g)?.toSorted()).toEqual(['one', 'two']);
  });

  test('that is dropped or cancelled leaves nothing behind', async () => {
    start(join(folder, 'dropped.mien')).abandon();
    const recording = start(join(folder, 'cancelled.mien'));
    recording.report('one', tick(1));
    await expect(recording.finish(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ['below a file', (): string => join(folder, 'file', 'r.mien')],
    ['in place of a folder', (): string => folder],
    ['below /proc', (): string => '/proc/r.mien'],
  ])('%s is refused in a sentence before anything is recorded', (_name, path) => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => start(path())).toThrow(/cannot be written to .* Choose a folder/);
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

describe.skipIf(!existsSync('/dev/full'))('while the disk is full', () => {
  /** Lets the disk take nothing more, until the answer is called. */
  function fill(): () => void {
    const path = join(gathering(), 'reports.ndjson');
    renameSync(path, `${path}.held`);
    symlinkSync('/dev/full', path);
    return () => {
      rmSync(path);
      renameSync(`${path}.held`, path);
    };
  }

  test('reports are held, and written when there is room', async () => {
    const recording = start(join(folder, 'r.mien'));
    recording.report('one', tick(1));
    const empty = fill();
    for (let second = 2; second <= 50; second++) recording.report('one', tick(second));
    empty();
    recording.report('one', tick(51));
    await recording.finish(signal);
    const reports = reportsOf((await contentOf(join(folder, 'r.mien')))['reports.ndjson']);
    expect(reports.map(({ report }) => (report.time - START) / 1e6)).toEqual(
      Array.from({ length: 51 }, (_, index) => index + 1),
    );
  });

  test('for long, what is lost is told as a gap of each host', async () => {
    const recording = start(join(folder, 'r.mien'));
    recording.report('one', tick(1));
    const empty = fill();
    for (let count = 0; count < 5000; count++) {
      const reason = randomBytes(2000).toString('hex');
      recording.report('one', { type: 'vm-gone', time: START + 2e6, uuid: uuidOf(1), reason });
    }
    recording.report('two', tick(9));
    empty();
    recording.report('one', tick(10));
    recording.report('one', tick(11));
    await recording.finish(signal);
    const reports = reportsOf((await contentOf(join(folder, 'r.mien')))['reports.ndjson']);
    const gaps = reports.flatMap(({ host, report }) => (report.type === 'gap' ? [[host, report.tier, report.to]] : []));
    expect(gaps).toEqual(
      ['one', 'two'].flatMap((host) => ['interfaces', 'cpu', 'disks'].map((tier) => [host, tier, START + 10e6])),
    );
    expect(reports.length).toBeLessThan(5000);
    expect(reports.at(-1)?.report).toEqual(tick(11));
  });

  test('at the end, what was gathered stays where it is said to be', async () => {
    const recording = start(join(folder, 'r.mien'));
    recording.report('one', tick(1));
    const empty = fill();
    recording.report('one', tick(2));
    await expect(recording.finish(signal)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(gathering()) as string,
    });
    empty();
    expect(readFileSync(join(gathering(), 'reports.ndjson'), 'utf8')).toContain('"tick"');
  });
});
