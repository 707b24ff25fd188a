import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { detectFormat } from '../detect-format.ts';
import { checkObservation } from '../fuzz-targets.ts';
import { isImportFormat } from '../import-format.ts';
import { runImport, type TestFile, type TestImport } from '../run-import.test-support.ts';

const data = process.env['MIEN_DATA'] ?? '';
const hasData = data !== '' && existsSync(join(data, 'sessions'));
if (!hasData) {
  console.warn(
    'MIEN_DATA is not set: the log importers are not tried on real logs. Point it at a folder with sessions/ and models/ (docs say where to get them).',
  );
}

/** All importable files of a folder as one session; what cannot be imported is told by name. */
function load(folder: string): { files: TestFile[]; others: string[] } {
  const files: TestFile[] = [];
  const others: string[] = [];
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) continue;
    const stored = readFileSync(path);
    const content = stored[0] === 0x1f && stored[1] === 0x8b ? gunzipSync(stored) : stored;
    const { format } = detectFormat(content.subarray(0, 65_536), basename(name, '.gz'));
    if (isImportFormat(format)) files.push({ name, format, content });
    else others.push(name);
  }
  return { files, others };
}

function summarize(folder: string): TestImport {
  const { files } = load(join(data, folder));
  const imported = runImport(files);
  const skipped = imported.summaries.reduce((sum, one) => sum + one.skipped, 0);
  console.log(
    `${folder}: ${files.length} files, ${imported.flows.length} flows, ${imported.records.length} records, ${imported.events.length} events, ${skipped} lines skipped`,
  );
  for (const observation of imported.observations) checkObservation(observation);
  const ids = new Set(imported.flows.map((flow) => flow.id));
  expect(ids.size).toBe(imported.flows.length);
  expect(imported.records.filter((record) => !ids.has(record.flow))).toEqual([]);
  return imported;
}

/** Data lines of a Zeek log as TSV. */
function countLines(path: string): number {
  const stored = readFileSync(join(data, path));
  const text = (path.endsWith('.gz') ? gunzipSync(stored) : stored).toString('utf8');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
}

describe.skipIf(!hasData)('real logs', () => {
  it.each([
    ['models/flow/001-zeek-scenario-malicious', 'conn.log'],
    ['models/flow/002-zeek-scenario-port-scanning', 'conn.log.gz'],
    ['models/flow/003-zeek-scenario-malicious', 'conn.log'],
    ['models/flow/006-zeek-scenario-ssh', 'conn.log'],
    ['models/flow/008-zeek-mixed/data', 'conn.log.labeled.gz'],
    ['models/flow/010-zeek-mixed/data', 'conn.log.labeled.gz'],
    ['models/flow/CTU-Malware-Capture-Botnet-4/ground_truth', 'conn.log.labeled.gz'],
    ['sessions/captures/d15-remcos-zeek-labelled/zeek-labeled', 'conn.log.labeled'],
  ])('%s gives a flow for each connection', (folder, conn) => {
    const { flows, observations } = summarize(folder);
    const described = countLines(join(folder, conn));
    expect(flows.length).toBeGreaterThanOrEqual(described);
    // Beyond them only flows that other logs alone know of; one uid names each.
    expect(flows.length - described).toBeLessThanOrEqual(1000);
    expect(JSON.stringify(observations)).not.toMatch(/"(?:label|detailedlabel)"|From_malicious|From_benign/);
  });

  it('the same Zeek folder gives the same flows whatever the order of its files', () => {
    const { files } = load(join(data, 'models/flow/slips-dataset/test9-mixed-zeek-dir'));
    const key = (imported: TestImport): string[] =>
      imported.flows
        .map(
          (flow) => `${flow.transport} ${flow.src} ${flow.sport} ${flow.dst} ${flow.dport} ${flow.start} ${flow.state}`,
        )
        .sort();
    const forward = runImport(files);
    const backward = runImport([...files].reverse());
    expect(key(backward)).toEqual(key(forward));
    expect(backward.records).toHaveLength(forward.records.length);
  });

  it('Suricata, Argus and Zeek samples', () => {
    const { flows, records, events } = summarize('sessions/flows');
    expect(flows.length).toBeGreaterThan(10_000);
    expect(new Set(records.map((record) => record.kind))).toEqual(new Set(['dns', 'http', 'tls']));
    expect(events.length).toBeGreaterThan(700);
    summarize('models/flow/slips-dataset');
    summarize('models/flow/slips-dataset/test13-malicious-dhcpscan-zeek-dir');
    summarize('models/flow/slips-dataset/test16-malicious-zeek-dir');
  });

  it.each([
    ['falco', 7],
    ['tetragon', 9],
    ['tracee', 10],
    ['auditd-laurel', 60],
    ['auditd-laurel/tree', 17],
    ['auditd-go-libaudit/auparse', 60],
    ['auditd-go-libaudit/reassembly', 10],
  ])('events of %s', (folder, atLeast) => {
    expect(summarize(`sessions/events/${folder}`).events.length).toBeGreaterThanOrEqual(atLeast);
  });
});
