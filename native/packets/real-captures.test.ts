import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { FileSummary } from './analyzer.ts';
import { PacketAnalyzer } from './analyzer.ts';
import { describeFrame } from './describe/describe-frame.ts';
import { probe } from './dissect/probe.ts';
import { feedFile } from './files/feed-file.ts';
import { PCAP_FILES, PCAPNG_FILES } from './fuzz/corpus.ts';
import type { CaptureNote } from './records.ts';
import { FindingsSink } from './testing/analyse.ts';
import { CaptureReader } from './files/capture-reader.ts';
import { storePacket } from './files/stored-packet.ts';
import type { DirectedCounts } from './testing/tshark-flows.ts';
import { countWithTshark, hasTshark } from './testing/tshark-flows.ts';

const data = process.env['MIEN_DATA'] ?? '';
const hasData = data !== '' && existsSync(join(data, 'sessions'));
const sessions = join(data, 'sessions');
if (!hasData) {
  console.warn(
    'SKIPPED: the captures to compare with are not here. Set MIEN_DATA to the folder that holds sessions/, a folder of public captures; CONTRIBUTING.md says which.',
  );
}
if (!hasTshark())
  console.warn('SKIPPED: tshark is not installed, so packet counts are not compared (apt-get install tshark).');

interface Outcome {
  summary: FileSummary;
  notes: CaptureNote[];
  counts: DirectedCounts;
}

async function analyse(path: string): Promise<Outcome> {
  const sink = new FindingsSink();
  const analyzer = new PacketAnalyzer(sink, { probe });
  await feedFile(path, { push: (chunk) => analyzer.push(chunk), note: (note) => analyzer.note(note) });
  analyzer.end();
  const { flows, files, notes } = sink.findings;
  const counts: DirectedCounts = new Map();
  const count = (key: string, packets: number): void => {
    if (packets > 0) counts.set(key, (counts.get(key) ?? 0) + packets);
  };
  for (const flow of flows) {
    const transport = ['tcp', 'udp', 'sctp', 'arp'].includes(flow.transport) ? flow.transport : 'other';
    count(`${transport} ${flow.src} ${flow.sport} ${flow.dst} ${flow.dport}`, flow.out.packets);
    count(`${transport} ${flow.dst} ${flow.dport} ${flow.src} ${flow.sport}`, flow.in.packets);
  }
  return { summary: files[0]!, notes, counts };
}

function listCaptures(): string[] {
  if (!hasData) return [];
  return ['captures', 'robustness']
    .flatMap((folder) =>
      readdirSync(join(sessions, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(sessions, folder, name),
      ),
    )
    .filter((path) => /\.pcap(?:ng)?(?:\.gz|\.1)?$/u.test(path));
}

function listExpected(): [string, number][] {
  if (!hasData) return [];
  const [, ...lines] = readFileSync(join(sessions, 'robustness', 'expected.tsv'), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => line.split('\t')).map((columns) => [columns[0]!, Number(columns[3])]);
}

describe.skipIf(!hasData)('frames of every robustness file', () => {
  test.each(listExpected())('%s: %d', async (file, frames) => {
    const { summary, notes } = await analyse(join(sessions, file));
    expect(summary.packets).toBe(frames);
    expect(notes.filter((note) => note.code === 'dissector-failed')).toEqual([]);
  });
});

describe.skipIf(!hasData || !hasTshark())('packets of every directed five-tuple equal what tshark counts', () => {
  test.each(listCaptures().map((path) => [relative(sessions, path), path]))('%s', async (_, path) => {
    const { counts } = await analyse(path);
    const theirs = countWithTshark(path);
    expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(theirs));
  });
});

describe.skipIf(!hasTshark())('so do those of captures built by hand, which hold every tunnel and link type', () => {
  const folder = mkdtempSync(join(tmpdir(), 'built-captures-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  test.each([...PCAP_FILES, ...PCAPNG_FILES].map((bytes, index) => [index, bytes] as const))(
    '%d',
    async (index, bytes) => {
      const path = join(folder, `${index}.capture`);
      writeFileSync(path, bytes);
      const { counts } = await analyse(path);
      expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(countWithTshark(path)));
    },
  );
});

describe.skipIf(!hasData)('every frame of the captures is described', () => {
  test('with as many layers as it has', async () => {
    let frames = 0;
    for (const path of listCaptures()) {
      const reader = new CaptureReader({
        frame: (frame) => {
          if (frame.capturedLength === 0) return;
          frames += 1;
          expect(describeFrame(storePacket(frame, undefined)).layers.length).toBeGreaterThan(0);
        },
        layout: () => undefined,
        note: () => undefined,
      });
      await feedFile(path, { push: (chunk) => reader.push(chunk), note: () => undefined });
    }
    expect(frames).toBeGreaterThan(10_000);
  });
});
