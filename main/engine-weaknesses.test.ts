import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Session } from './captures/session.ts';
import { createEngine, type Engine } from './engine.ts';
import { engineOptions } from './engine-options.test-support.ts';
import type { HostReport } from './hosts/host-report.ts';
import { uuidOf, vmFacts } from './hosts/vm-facts.test-support.ts';
import { deb, hello } from './intel/vulnerabilities/vulnerabilities.test-support.ts';

const { signal } = new AbortController();
const start = 1_795_700_000e6;
const [client, server] = [uuidOf(1), uuidOf(2)];
let home = '';
let engine: Engine;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mien-weak-'));
  engine = createEngine(engineOptions(home));
});
afterEach(async () => {
  await engine.close();
  rmSync(home, { recursive: true, force: true });
});

/** Feeds as their owners write them: a record of OSV, and an entry of the catalogue of what is exploited. */
function writeFeeds(): string {
  const folder = join(home, 'given');
  mkdirSync(folder);
  const affected = [
    {
      package: { ecosystem: 'Debian:12', name: 'sudo' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.9.13p3-1+deb12u2' }] }],
    },
  ];
  const record = { schema_version: '1.6.0', id: 'DSA-5999-1', upstream: ['CVE-2025-32463'], summary: 'sudo', affected };
  writeFileSync(join(folder, 'osv.json'), JSON.stringify(record));
  const entry = {
    cveID: 'CVE-2025-32463',
    vendorProject: 'Sudo',
    product: 'Sudo',
    vulnerabilityName: 'Inclusion of Functionality',
    dateAdded: '2025-09-29',
    knownRansomwareCampaignUse: 'Unknown',
  };
  writeFileSync(join(folder, 'kev.json'), JSON.stringify({ catalogVersion: '1', vulnerabilities: [entry] }));
  return folder;
}

/** What a host and the agent in one of its VMs told, and a conversation between the two. */
function writeEvidence(installed: string): string[] {
  const vm = (number: number): ReturnType<typeof vmFacts> => {
    const facts = vmFacts(number);
    const mac = facts.interfaces[0]?.mac ?? '';
    return { ...facts, addresses: [{ mac, address: `10.1.0.${number}`, hostname: '' }] };
  };
  const reports: HostReport[] = [
    { type: 'inventory', time: start, vms: [vm(1), vm(2)], networks: [] },
    { type: 'agents', time: start, agents: [{ uuid: server, records: [hello('Debian GNU/Linux 12 (bookworm)')] }] },
    {
      type: 'agents',
      time: start + 1e6,
      agents: [
        { uuid: server, records: [{ kind: 'inventory', part: 1, parts: 1, packages: [deb('sudo', installed)] }] },
      ],
    },
  ];
  const lines = reports.map((report) => JSON.stringify({ mien: 'report', host: 'one', report }));
  const flows = Array.from({ length: 20 }, (_, at) =>
    JSON.stringify({
      _path: 'conn',
      ts: start / 1e6 + at,
      uid: `C${at}`,
      'id.orig_h': '10.1.0.1',
      'id.orig_p': 40_000 + at,
      'id.resp_h': '10.1.0.2',
      'id.resp_p': 8443,
      proto: 'tcp',
      duration: 0.5,
      orig_bytes: 900,
      resp_bytes: 900,
      conn_state: 'SF',
      orig_pkts: 9,
      orig_ip_bytes: 1300,
      resp_pkts: 9,
      resp_ip_bytes: 1300,
    }),
  );
  const paths = [join(home, 'reports.ndjson'), join(home, 'conn.log')];
  writeFileSync(paths[0] ?? '', `${lines.join('\n')}\n`);
  writeFileSync(paths[1] ?? '', `${flows.join('\n')}\n`);
  return paths;
}

const subjectOf = (session: Session, id: string): Session['assessment']['subjects'][number] | undefined =>
  session.assessment.subjects.find((subject) => subject.id === id);

it('what an agent told is installed meets what feeds tell is vulnerable: on the VM, in its risk and on attack paths', async () => {
  expect(await engine.believe(writeFeeds())).toEqual([]);
  const session = await engine.openAndRead(writeEvidence('1.9.13p3-1+deb12u1'));
  const { handlers } = engine;
  const { weaknesses, contributions, row } = await handlers['subject.get']({ session: session.id, id: server }, signal);
  expect(weaknesses).toMatchObject({
    total: 1,
    exploited: 1,
    packages: 1,
    covered: true,
    worst: [{ id: 'CVE-2025-32463', package: 'sudo', fixed: '1.9.13p3-1+deb12u2', exploited: true }],
  });
  const weight = contributions.find(({ signal: of }) => of === 'known-weakness')?.weight ?? 0;
  expect(weight).toBeGreaterThan(0);
  expect(weight).toBeLessThan(0.1);
  expect(row.verdict).toBe('benign');
  // A way in that stands open is no story yet.
  const { incidents } = await handlers['incident.list']({ session: session.id }, signal);
  expect(incidents.filter(({ subject }) => subject === server)).toEqual([]);
  expect(subjectOf(session, client)?.weaknesses).toBeUndefined();

  const ends = { session: session.id, starts: [client], targets: [server] };
  const { likeliest } = await handlers['paths.get'](ends, signal);
  expect(likeliest[0]?.steps.at(-1)?.needs).toContain('CVE-2025-32463, which is exploited in the wild, behind');

  // Other settings judge what is stored again: the inventory is told again too.
  await handlers['settings.update']({ localNetworks: ['10.1.0.0/24'] }, signal);
  expect(subjectOf(session, server)?.weaknesses?.exploited).toBe(1);
});

it('a package that was mended is none, and without feeds nothing is said', async () => {
  const folder = writeFeeds();
  const silent = await engine.openAndRead(writeEvidence('1.9.13p3-1+deb12u1'));
  expect(subjectOf(silent, server)?.weaknesses).toBeUndefined();
  await engine.believe(folder);
  const session = await engine.openAndRead(writeEvidence('1.9.13p3-1+deb12u2'));
  expect(subjectOf(session, server)?.weaknesses).toMatchObject({ total: 0, covered: true });
  expect(subjectOf(session, server)?.alerts.filter(({ type }) => type === 'known-weakness')).toEqual([]);
});
