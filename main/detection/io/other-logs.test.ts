import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Judge } from '../judge.ts';
import { readJudgeSettings } from './read-settings.ts';
import { readSession } from './read-session.test-support.ts';

const data = process.env['MIEN_DATA'] ?? '';
const flows = join(data, 'models', 'flow');
const isHere = data !== '' && existsSync(flows);
if (!isHere) {
  console.warn(
    'SKIPPED: the flow logs are not here. Set MIEN_DATA to a folder that holds models/flow (Stratosphere test logs); CONTRIBUTING.md says where to get them.',
  );
}

interface Case {
  /** Folder or file below models/flow. */
  place: string;
  /** Hosts that misbehave: risk 0.7 or more is asked for. */
  bad: string[];
}

/**
 * Logs of other networks, sensors and families than the labelled captures; the labels are their publisher's. The two
 * days of an ordinary Windows machine under attack (008, 010) taught how programs check in with their makers.
 */
const cases: Case[] = [
  { place: '001-zeek-scenario-malicious', bad: ['192.168.1.115'] },
  { place: '002-zeek-scenario-port-scanning', bad: ['172.16.1.11'] },
  { place: '003-zeek-scenario-malicious', bad: ['10.8.0.61'] },
  { place: '005-zeek-scenario-malicious', bad: ['fd77:48a1:c0bb:0:b96c:506d:6c7f:e8be'] },
  { place: '006-zeek-scenario-ssh', bad: [] },
  { place: '008-zeek-mixed/data', bad: [] },
  { place: '010-zeek-mixed/data', bad: [] },
  { place: 'CTU-Malware-Capture-Botnet-4/ground_truth', bad: ['10.0.2.19'] },
  { place: 'slips-dataset/port-scans/vertical', bad: ['192.168.1.9'] },
  { place: 'slips-dataset/test4-malicious.binetflow', bad: ['192.168.2.12'] },
  { place: 'slips-dataset/test11-portscan.binetflow', bad: ['10.8.0.69'] },
  { place: 'slips-dataset/test12-icmp-portscan.pcap', bad: ['192.168.1.109'] },
  { place: 'slips-dataset/test6-malicious.suricata.json.gz', bad: [] },
  { place: 'slips-dataset/test5-mixed.binetflow', bad: [] },
];

const pathsOf = (place: string): string[] =>
  /\.(binetflow|pcap|gz)$/.test(place)
    ? [join(flows, place)]
    : readdirSync(join(flows, place))
        .filter((name) => /\.log(\.labeled)?(\.gz)?$/.test(name) && !name.startsWith('labeled-'))
        .sort()
        .map((name) => join(flows, place, name));

describe.skipIf(!isHere)('other logs', () => {
  test('hosts that misbehave are found, and ordinary ones are left alone', () => {
    const reading = readJudgeSettings(fileURLToPath(new URL('../../../resources', import.meta.url)), []);
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    let found = 0;
    let wanted = 0;
    let hosts = 0;
    let blamed = 0;
    const lines = cases.map(({ place, bad }) => {
      const judge = new Judge(reading.settings);
      readSession(pathsOf(place), (observation) => judge.observe(observation));
      const { subjects } = judge.assess();
      const isBad = (addresses: readonly string[]): boolean => addresses.some((address) => bad.includes(address));
      const hits = subjects.filter(({ addresses, risk }) => isBad(addresses) && (risk ?? 0) >= 0.7);
      const others = subjects.filter(({ addresses }) => !isBad(addresses));
      const wrong = others.filter(({ risk }) => (risk ?? 0) >= 0.7);
      found += hits.length;
      wanted += bad.length;
      hosts += others.length;
      blamed += wrong.length;
      const worst = others.reduce((most, { risk }) => Math.max(most, risk ?? 0), 0);
      return `${place.padEnd(52)} found ${hits.length} of ${bad.length}  others ${String(others.length).padStart(3)}, worst ${worst.toFixed(2)}${wrong.length > 0 ? `, BLAMED ${wrong.map(({ id }) => id).join(' ')}` : ''}`;
    });
    console.log(lines.join('\n'));
    console.log(`found ${found} of ${wanted} bad hosts; blamed ${blamed} of ${hosts} others`);
    expect(found).toBeGreaterThanOrEqual(wanted - 1);
    expect(blamed).toBeLessThanOrEqual(1);
  });
});
