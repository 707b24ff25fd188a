import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contract } from '../shared/contract/contract.ts';
import type { DraftJudgement } from '../shared/contract/settings.ts';
import { createClient } from '../shared/rpc/client.ts';
import { createMemoryChannels } from '../shared/rpc/memory-channel.ts';
import type { Client } from '../shared/rpc/procedure.ts';
import { createServer } from '../shared/rpc/server.ts';
import type { MienContract } from '../shared/contract/contract.ts';
import { generateCapture } from './captures/io/testing/generate-capture.ts';
import { createEngine, type Engine } from './engine.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
let folder: string;
let engine: Engine;
let client: Client<MienContract>;
let capture: string;

function startEngine(): void {
  engine = createEngine({
    home: join(folder, 'home'),
    resources: join(root, 'resources'),
    applicationRoot: root,
    parser: { node: process.execPath, entry: join(root, 'app', 'parser', 'parser.ts'), codeRoot: root },
    hosts: { node: process.execPath, entry: join(root, 'app', 'host', 'host.ts') },
    shell: 'browser',
    version: '0.0.0',
    user: 'tester',
  });
  const [near, far] = createMemoryChannels();
  createServer(contract, engine.handlers, far, engine.sinks);
  client = createClient(contract, near);
}

/** The last word on a draft of the settings. */
async function judge(draft: { session: string; thresholds: string }): Promise<DraftJudgement | null> {
  let last: DraftJudgement | null = null;
  await new Promise<void>((resolve, reject) => {
    client.follow('settings.judge', draft, (judgement) => void (last = judgement), {
      signal: new AbortController().signal,
      onEnd: (error) => (error === null ? resolve() : reject(error)),
    });
  });
  return last;
}

/** Opens paths and waits until reading is over. */
async function open(...paths: string[]): Promise<string> {
  const { session } = await client.call('session.open', { paths });
  for (;;) {
    const { open: sessions } = await client.call('session.list', {});
    if (sessions.find((known) => known.id === session)?.state !== 'reading') return session;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-engine-'));
  capture = join(folder, 'fleet.pcap');
  generateCapture(capture, 30_000, 7);
  startEngine();
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a capture opened through the contract', () => {
  test('gives its flows, in pages that fit together, with exact counts', async () => {
    const session = await open(capture);
    const { open: sessions } = await client.call('session.list', {});
    const state = sessions.find((known) => known.id === session);
    expect(state).toMatchObject({ state: 'ready', progress: 1, error: null });
    expect(state?.packets).toBeGreaterThanOrEqual(30_000);
    const first = await client.call('flow.list', { session, limit: 100 });
    const second = await client.call('flow.list', { session, offset: 100, limit: 100 });
    expect(first.total).toBe(state?.flows);
    const ids = new Set([...first.rows, ...second.rows].map((row) => row.id));
    expect(ids.size).toBe(200);
    const packets = first.rows.concat(second.rows).reduce((sum, row) => sum + row.packetsOut + row.packetsIn, 0);
    expect(packets).toBeGreaterThan(200);
    await client.call('session.close', { session });
  });

  test('filters by address, service and size, and says where a filter is wrong without emptying the list', async () => {
    const session = await open(capture);
    const all = await client.call('flow.list', { session });
    const dns = await client.call('flow.list', { session, filter: 'service:dns' });
    const rest = await client.call('flow.list', { session, filter: 'not service:dns' });
    expect(dns.total + rest.total).toBe(all.total);
    expect(dns.rows.every((row) => row.service === 'dns' && row.name.endsWith('.example.net'))).toBe(true);
    const large = await client.call('flow.list', { session, filter: 'bytes>100k', sort: 'bytesIn', descending: true });
    expect(large.rows.every((row) => row.bytesOut + row.bytesIn > 100_000)).toBe(true);
    const wrong = await client.call('flow.list', { session, filter: 'port:abc' });
    expect(wrong.filterError?.offset).toBe(5);
    expect(wrong.total).toBe(all.total);
    await client.call('session.close', { session });
  });

  test('shows the packets of a flow as the file holds them, decoded, and exports just those', async () => {
    const session = await open(capture);
    const { rows } = await client.call('flow.list', { session, filter: 'service:tls', limit: 1 });
    const flow = rows[0]?.id ?? 0;
    const list = await client.call('flow.packets', { session, flow });
    expect(list.total).toBe((rows[0]?.packetsOut ?? 0) + (rows[0]?.packetsIn ?? 0));
    expect(list.rows[0]).toMatchObject({ index: 0, outbound: true });
    const packet = await client.call('packet.get', { session, flow, index: 3 });
    const bytes = Buffer.from(packet.bytes, 'base64');
    const file = readFileSync(capture);
    expect(file.includes(bytes)).toBe(true);
    expect(packet.layers.map((layer) => layer.label).join(' ')).toMatch(/Ethernet.*IPv4.*TCP/);
    const exported = await client.call('flow.export', { session, flows: [flow] });
    expect(exported).toMatchObject({ flows: 1, packets: list.total });
    const copy = join(folder, 'copy.pcapng');
    writeFileSync(copy, Buffer.from(exported.bytes, 'base64'));
    const again = await open(copy);
    const same = await client.call('flow.list', { session: again });
    expect(same.total).toBe(1);
    expect(same.rows[0]).toMatchObject({
      src: rows[0]?.src,
      dport: 443,
      packetsIn: rows[0]?.packetsIn,
      bytesOut: rows[0]?.bytesOut,
    });
    await client.call('session.close', { session });
    await client.call('session.close', { session: again });
  });

  test('keeps its subjects’ weights adding up to their risk', async () => {
    const session = await open(capture);
    const { rows } = await client.call('subject.list', { session });
    expect(rows.length).toBeGreaterThan(100);
    for (const row of rows.slice(0, 10)) {
      const detail = await client.call('subject.get', { session, id: row.id });
      expect(detail.row.personas.reduce((sum, share) => sum + share.probability, 0)).toBeCloseTo(1, 3);
      if (row.risk !== null) {
        expect(detail.contributions.reduce((sum, part) => sum + part.weight, 0)).toBeCloseTo(row.risk, 2);
      }
    }
    const [worst] = rows;
    const timeline = await client.call('subject.timeline', { session, id: worst?.id ?? '', buckets: 30 });
    const last = timeline.buckets.findLast((bucket) => bucket.personas !== null);
    const now = new Map(timeline.labels.map(({ label }, index) => [label, last?.personas?.[index] ?? 0]));
    // Judged on what the subject did, bucket after bucket, the last one says what its card says.
    expect(now.get(worst?.personas[0]?.label ?? '')).toBeCloseTo(worst?.personas[0]?.probability ?? -1, 1);
    const graph = await client.call('graph.get', { session, group: 'subnet' });
    const known = new Set(graph.nodes.map((node) => node.id));
    expect(graph.edges.every((edge) => known.has(edge.from) && known.has(edge.to))).toBe(true);
    await client.call('session.close', { session });
  });

  test('is the same when it is saved as .mien and opened again, notes included', async () => {
    const session = await open(capture);
    const before = await client.call('flow.list', { session, limit: 50 });
    await client.call('note.add', { session, text: 'look here', flow: 1 });
    const saved = await client.call('session.save', { session, path: join(folder, 'kept.mien') });
    await client.call('session.close', { session });
    const again = await open(saved.path);
    const after = await client.call('flow.list', { session: again, limit: 50 });
    expect(after).toEqual(before);
    const { notes } = await client.call('note.list', { session: again });
    expect(notes.map((note) => note.text)).toEqual(['look here']);
    const packet = await client.call('packet.get', { session: again, flow: 1, index: 0 });
    expect(packet.bytes.length).toBeGreaterThan(0);
    await client.call('session.close', { session: again });
  });

  test('says which part of a .mien was changed after it was saved', async () => {
    const session = await open(capture);
    const saved = await client.call('session.save', { session, path: join(folder, 'changed.mien') });
    await client.call('session.close', { session });
    const bytes = readFileSync(saved.path);
    const at = bytes.indexOf(readFileSync(capture).subarray(5000, 5032));
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(saved.path, bytes);
    const again = await open(saved.path);
    await expect
      .poll(async () => {
        const { open: sessions } = await client.call('session.list', {});
        return sessions.find((known) => known.id === again)?.remarks.map((remark) => remark.code);
      })
      .toContain('bad-checksum');
    await client.call('session.close', { session: again });
  });

  test('keeps good packets before a cut and says that it is cut', async () => {
    const cut = join(folder, 'cut.pcap');
    generateCapture(cut, 5000, 3);
    truncateSync(cut, readFileSync(cut).length - 7);
    const session = await open(cut);
    const { open: sessions } = await client.call('session.list', {});
    const state = sessions.find((known) => known.id === session);
    expect(state?.packets).toBeGreaterThan(4000);
    expect(state?.remarks.map((remark) => remark.code).join(' ')).toMatch(/cut/);
    await client.call('session.close', { session });
  });

  test('stops when asked and keeps what was read', async () => {
    const large = join(folder, 'large.pcap');
    generateCapture(large, 400_000, 11);
    const { session } = await client.call('session.open', { paths: [large] });
    const asked = performance.now();
    await client.call('session.stop', { session });
    const { open: sessions } = await client.call('session.list', {});
    expect(performance.now() - asked).toBeLessThan(1000);
    expect(sessions.find((known) => known.id === session)?.state).toMatch(/stopped|ready/);
    expect((await client.call('flow.list', { session })).total).toBeGreaterThan(0);
    await client.call('session.close', { session });
  });
});

describe('what cannot be opened', () => {
  test.each([
    ['an empty file', '', /empty/i],
    ['a picture', '\u0089PNG\r\n\u001A\n', /not a capture/],
    ['prose', 'Dear reader,\nnothing to see here.\n', /not a capture/],
  ])('%s is refused in a sentence, and what is open stays open', async (name, content, sentence) => {
    const session = await open(capture);
    const path = join(folder, `${name.replaceAll(' ', '-')}.bin`);
    writeFileSync(path, content, 'latin1');
    await expect(client.call('session.open', { paths: [path] })).rejects.toThrow(sentence);
    const { open: sessions, current } = await client.call('session.list', {});
    expect(current).toBe(session);
    expect(sessions.map((known) => known.state)).toEqual(['ready']);
    await client.call('session.close', { session });
  });

  test('a path that is not there is told as such', async () => {
    await expect(client.call('session.open', { paths: [join(folder, 'nowhere')] })).rejects.toThrow(/no file/);
  });
});

describe('settings', () => {
  test('a mistake is told by its line and changes nothing', async () => {
    const before = await client.call('settings.get', {});
    await expect(client.call('settings.update', { thresholds: 'beacon: [1, 2' })).rejects.toThrow(/Line 1/);
    await expect(client.call('settings.update', { localNetworks: ['10.0.0.0/99'] })).rejects.toThrow(/10\.0\.0\.0\/99/);
    expect(await client.call('settings.get', {})).toEqual(before);
  });

  test('judging again by the same settings says the same', async () => {
    const session = await open(capture);
    const before = await client.call('subject.list', { session });
    const { thresholds } = await client.call('settings.get', {});
    const same = await judge({ session, thresholds });
    expect(same).toMatchObject({
      problems: [],
      share: 1,
      difference: { comes: 0, goes: 0, moved: [], bands: 0, labels: [], isWatch: false },
    });
    await client.call('settings.update', { thresholds });
    expect(await client.call('subject.list', { session })).toEqual(before);
    await client.call('session.close', { session });
  });

  test('a draft is judged before it is kept: what would go, which risks move; a mistake is told by its line', async () => {
    const session = await open(join(root, 'resources', 'sample.mien'));
    const { thresholds } = await client.call('settings.get', {});
    const deaf = await judge({ session, thresholds: thresholds.replace(/minPorts: \d+/, 'minPorts: 60000') });
    expect(deaf?.difference?.comes).toBe(0);
    expect(deaf?.difference?.go.map(({ title }) => title)).toContainEqual(expect.stringMatching(/^Port scan/));
    const wary = await judge({ session, thresholds: thresholds.replace('baseRate: 0.05', 'baseRate: 0.45') });
    expect(wary?.difference?.moved.find(({ subjectName }) => subjectName === 'cache')).toMatchObject({ crosses: true });
    expect(wary?.difference?.bands).toBeGreaterThan(0);
    const { before = 0, after = 0 } = deaf?.difference?.alerts ?? {};
    expect(before - after).toBe(deaf?.difference?.goes);
    expect(await judge({ session, thresholds: 'beacon: [1, 2' })).toMatchObject({
      problems: [{ line: 1 }],
      difference: null,
    });
    expect((await client.call('settings.get', {})).thresholds).toBe(thresholds);
    await client.call('session.close', { session });
  });

  test('a network that is declared local makes its hosts subjects', async () => {
    const session = await open(capture);
    await client.call('settings.update', { localNetworks: ['45.0.0.0/8'] });
    const { rows } = await client.call('subject.list', { session });
    expect(rows.some((row) => row.addresses.some((address) => address.startsWith('45.')))).toBe(true);
    await client.call('settings.update', { localNetworks: [] });
    await client.call('session.close', { session });
  });
});
