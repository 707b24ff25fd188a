import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { SubjectAssessment } from '../assessment.ts';
import { Judge } from '../judge.ts';
import type { Flow } from '../../telemetry/flow.ts';
import type { Filter } from '../../../shared/filter/filter.ts';
import { parseFilter } from '../../../shared/filter/parse-filter.ts';
import { readJudgeSettings } from './read-settings.ts';
import { readSession } from './read-session.test-support.ts';

const data = process.env['MIEN_DATA'] ?? '';
const captures = join(data, 'sessions', 'captures');
const isHere = data !== '' && existsSync(captures);
if (!isHere) {
  console.warn(
    'SKIPPED: the labelled captures are not here. Set MIEN_DATA to a folder that holds sessions/captures (d01 … d16, benign); CONTRIBUTING.md says where to get them.',
  );
}

const truthSchema = z.object({
  id: z.string(),
  files: z.array(z.string()),
  subject_hosts: z.array(z.string()).default([]),
  peers: z.array(z.string()).default([]),
  attack_techniques: z.array(z.string()).default([]),
});
type Truth = z.infer<typeof truthSchema>;

/** What the console would list: as much of the filter language as alerts use. */
function passes(filter: Filter, flow: Flow): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.parts.every((part) => passes(part, flow));
    case 'or':
      return filter.parts.some((part) => passes(part, flow));
    case 'address':
      return (
        (filter.field !== 'dst' && flow.src === filter.value) || (filter.field !== 'src' && flow.dst === filter.value)
      );
    case 'number':
      return flow.sport === filter.value || flow.dport === filter.value;
    case 'text':
      return filter.field === 'service' ? flow.service === filter.value : flow.transport === filter.value;
    default:
      return false;
  }
}

function judgeFiles(paths: readonly string[], flows = new Map<number, Flow>()): SubjectAssessment[] {
  const reading = readJudgeSettings(fileURLToPath(new URL('../../../resources', import.meta.url)), []);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  const judge = new Judge(reading.settings);
  readSession(paths, (observation) => {
    judge.observe(observation);
    if (observation.kind === 'flow') flows.set(observation.flow.id, observation.flow);
  });
  return judge.assess().subjects;
}

const addressIn = (text: string): string =>
  /^\[?([0-9a-f.:]*[0-9a-f])(?::\d+)?(?:\/\d+)?$/i.exec(text.split(' ', 1)[0] ?? '')?.[1] ?? '';
const withoutPort = (text: string): string =>
  text.split(':').length === 2 ? (text.split(':', 1)[0] ?? '') : addressIn(text);

/** Hosts that must be found; the set of logs names a network where one host of it is meant. */
const subjectsOf = (truth: Truth): string[] =>
  truth.id.startsWith('d15') ? ['192.168.1.107'] : truth.subject_hosts.map((text) => text.split(' ', 1)[0] ?? '');

const techniquesOf = (subject: SubjectAssessment | undefined): string[] => [
  ...new Set(
    (subject?.alerts ?? []).flatMap((alert) => [alert.technique, ...alert.otherTechniques].map(({ id }) => id)),
  ),
];

/** A listed technique counts when it, or the technique it is a part of, was named. */
const namesOne = (found: readonly string[], listed: readonly string[]): boolean =>
  listed.some(
    (id) =>
      found.includes(id) ||
      found.includes(id.split('.', 1)[0] ?? id) ||
      found.some((one) => one.split('.', 1)[0] === id),
  );

interface Row {
  passed: boolean;
  lines: string[];
}

function judgeSet(truth: Truth, label: string, paths: readonly string[], expected: readonly string[]): Row {
  const subjects = judgeFiles(paths);
  const lines: string[] = [];
  let passed = true;
  for (const address of expected) {
    const subject = subjects.find(({ addresses }) => addresses.includes(address));
    const found = techniquesOf(subject);
    const good = (subject?.risk ?? 0) >= 0.7 && namesOne(found, truth.attack_techniques);
    passed &&= good;
    lines.push(
      `${label.padEnd(34)} ${address.padEnd(18)} ${(subject?.risk ?? 0).toFixed(2)}  ${good ? 'pass' : 'FAIL'}  found ${found.slice(0, 7).join(' ')} of ${truth.attack_techniques.join(' ')}`,
    );
  }
  const involved = new Set([...subjectsOf(truth), ...truth.peers.map(withoutPort)]);
  for (const subject of subjects) {
    if ((subject.risk ?? 0) < 0.7 || subject.addresses.some((address) => involved.has(address))) continue;
    passed = false;
    lines.push(
      `${label.padEnd(34)} ${subject.id.padEnd(18)} ${(subject.risk ?? 0).toFixed(2)}  FAIL  is neither subject nor peer`,
    );
  }
  return { passed, lines };
}

const readTruth = (set: string): Truth =>
  truthSchema.parse(JSON.parse(readFileSync(join(captures, set, 'truth.json'), 'utf8')));

function filesOf(set: string, truth: Truth): string[] {
  const folder = join(captures, set);
  const logs = join(folder, 'zeek-labeled');
  if (existsSync(logs))
    return readdirSync(logs)
      .sort()
      .map((name) => join(logs, name));
  const events = readdirSync(folder).filter((name) => /\.(jsonl|json\.zip)$/.test(name));
  return [...truth.files, ...events].map((name) => join(folder, name));
}

describe.skipIf(!isHere)('the labelled captures', () => {
  const sets = isHere
    ? readdirSync(captures)
        .filter((name) => /^d\d\d-/.test(name))
        .sort()
    : [];

  test('at least 15 of the 16 malicious sets are found, and nobody else is blamed', () => {
    const rows = sets.map((set) => {
      const truth = readTruth(set);
      return { set, ...judgeSet(truth, set, filesOf(set, truth), subjectsOf(truth)) };
    });
    console.log(rows.flatMap((row) => row.lines).join('\n'));
    const failed = rows.filter((row) => !row.passed).map((row) => row.set);
    console.log(`${rows.length - failed.length} of ${rows.length} sets pass`);
    expect(rows).toHaveLength(16);
    expect(failed.length, failed.join(', ')).toBeLessThanOrEqual(1);
  });

  test('the files of a set that are sessions of their own show the same when opened alone', () => {
    const alone: [string, string, string[]][] = [
      ['d03-host-sweeps', 'arp-scan.pcap', ['192.168.1.247']],
      ['d03-host-sweeps', 'icmp-sweep.pcap', ['192.168.1.109']],
      ['d11-agenttesla', 'agenttesla-ftp-f9421792.pcap', ['192.168.100.164']],
      ['d11-agenttesla', 'agenttesla-smtp-a30789ce.pcap', ['192.168.100.40']],
      ['d12-lateral-psexec', 'WORKSTATION5.pcap', ['172.18.39.5']],
      ['d12-lateral-psexec', 'WORKSTATION6.pcap', ['172.18.39.6']],
      ['d13-log4shell-windows', 'java_serialized.pcapng', ['192.168.2.5', '192.168.3.5']],
    ];
    const rows = alone.map(([set, file, expected]) =>
      judgeSet(readTruth(set), file, [join(captures, set, file)], expected),
    );
    console.log(rows.flatMap((row) => row.lines).join('\n'));
    expect(rows.every((row) => row.passed)).toBe(true);
  });

  test('the filter of each alert lists the flows that prove it', () => {
    const missed = sets.flatMap((set) => {
      const flows = new Map<number, Flow>();
      const alerts = judgeFiles(filesOf(set, readTruth(set)), flows).flatMap((subject) => subject.alerts);
      return alerts.flatMap(({ type, filter, flows: proof }) => {
        const { filter: parsed } = parseFilter(filter);
        const lost = proof.filter((id) => {
          const flow = flows.get(id);
          return flow === undefined || parsed === null || !passes(parsed, flow);
        });
        return lost.length > 0 ? [`${set} ${type} ${filter}: ${lost.length} of ${proof.length}`] : [];
      });
    });
    expect(missed).toEqual([]);
  });

  test('no host of the ordinary captures is above 0.4, alone or all together', () => {
    const files = readTruth('benign').files.map((name) => join(captures, 'benign', name));
    const sessions = [...files.map((file) => [file]), files];
    const maxima = sessions.map((paths) => {
      const subjects = judgeFiles(paths);
      const worst = subjects.reduce((most, subject) => Math.max(most, subject.risk ?? 0), 0);
      const surest = subjects.reduce((most, subject) => Math.max(most, subject.personas[0]?.probability ?? 0), 0);
      console.log(
        `${(paths.length === 1 ? (paths[0] ?? '').slice(captures.length) : 'all benign together').padEnd(44)} worst ${worst.toFixed(2)}  surest persona ${surest.toFixed(2)}`,
      );
      return { worst, surest };
    });
    for (const { worst, surest } of maxima) {
      expect(worst).toBeLessThanOrEqual(0.4);
      expect(surest).toBeLessThan(0.9);
    }
  });
});
