import { expect, test } from 'vitest';
import type { AgentPackage } from '../../telemetry/agent-report.ts';
import type { Vulnerability } from '../vulnerability.ts';
import { deb, exploit, flaw, indexOf } from './vulnerabilities.test-support.ts';
import type { Weakness, Weaknesses } from './weakness.ts';
import { WeaknessFinder } from './weakness-finder.ts';

const bookworm = 'Debian GNU/Linux 12 (bookworm)';

async function find(packages: AgentPackage[], known: Vulnerability[], distribution = bookworm): Promise<Weaknesses> {
  const finder = new WeaknessFinder(await indexOf(...known));
  return finder.find({ distribution, kernel: '6.1.0-18-amd64', packages });
}

const ids = ({ worst }: Weaknesses): string[] => worst.map(({ id }) => id);

test('a package is found by its source and compared by the version of that', async () => {
  const found = await find(
    [deb('libssl3', '3.0.11-1~deb12u1+b1', 'openssl (3.0.11-1~deb12u1)'), deb('openssl', '3.0.11-1~deb12u1')],
    [flaw('CVE-2024-0001', 'Debian:12', 'openssl', '3.0.14-1~deb12u1')],
  );
  expect(found).toMatchObject({ total: 1, exploited: 0, packages: 2, covered: true });
  expect(found.worst[0]).toMatchObject({ id: 'CVE-2024-0001', package: 'libssl3', fixed: '3.0.14-1~deb12u1' });
});

test.each([
  ['the version that mends it', '1.5', '0', '1.5', '', [], false],
  ['the one before', '1.4', '0', '1.5', '', [], true],
  ['one before it came in', '1.1', '1.2', '1.5', '', [], false],
  ['one at which it came in', '1.2', '1.2', '1.5', '', [], true],
  ['the last affected', '1.5', '0', '', '1.5', [], true],
  ['one after the last affected', '1.6', '0', '', '1.5', [], false],
  ['one without a fix', '9', '0', '', '', [], true],
  ['one that is listed', '3.3', '1', '2', '', ['3.3'], true],
  ['one beside those listed', '3.4', '1', '2', '', ['3.3'], false],
])('%s', async (_what, installed, introduced, fixed, lastAffected, versions, isWeak) => {
  const known = flaw('CVE-2024-0001', 'Debian:12', 'curl', '', {
    packages: [{ ecosystem: 'Debian:12', name: 'curl', ranges: [{ introduced, fixed, lastAffected }], versions }],
  });
  expect((await find([deb('curl', installed)], [known])).total).toBe(isWeak ? 1 : 0);
});

test('exploited ones stand first, whichever of their names is in the catalogue', async () => {
  const found = await find(
    [deb('curl', '1'), deb('xz-utils', '1'), deb('bash', '1'), deb('sudo', '1')],
    [
      flaw('CVE-2024-0001', 'Debian:12', 'curl', '', { day: 19_900 }),
      flaw('CVE-2024-0002', 'Debian:12', 'xz-utils', '2', { day: 19_100 }),
      flaw('DSA-1', 'Debian:12', 'bash', '2', { aliases: ['CVE-2014-6271'], day: 16_000 }),
      flaw('CVE-2021-3156', 'Debian:12', 'sudo', '2', { day: 18_000 }),
      exploit('CVE-2021-3156', true),
      exploit('CVE-2014-6271'),
    ],
  );
  expect(ids(found)).toEqual(['CVE-2021-3156', 'CVE-2014-6271', 'CVE-2024-0002', 'CVE-2024-0001']);
  expect(found.worst.map(({ exploited, ransomware }) => [exploited, ransomware])).toEqual([
    [true, true],
    [true, false],
    [false, false],
    [false, false],
  ]);
  expect(found.exploited).toBe(2);
});

test('another release, another kind of package and another name are not met', async () => {
  const known = [
    flaw('CVE-1', 'Debian:11', 'curl', '9'),
    flaw('CVE-2', 'Alpine:v3.20', 'curl', '9'),
    flaw('CVE-3', 'npm', 'curl', '9'),
  ];
  expect(await find([deb('curl', '1')], known)).toMatchObject({ total: 0, packages: 1, covered: false });
  const apk: AgentPackage = { ...deb('curl', '1'), kind: 'apk' };
  expect(await find([apk], [flaw('CVE-1', 'Debian:12', 'curl', '9')])).toMatchObject({ total: 0, packages: 0 });
});

test('of kernels only the running one counts, and none of its headers', async () => {
  const kernel = (name: string): AgentPackage => deb(name, '6.1.76-1', 'linux-signed-amd64 (6.1.76+1)');
  const known = [flaw('CVE-2024-1086', 'Debian:12', 'linux', '6.1.90-1')];
  expect(ids(await find([kernel('linux-image-6.1.0-18-amd64')], known))).toEqual(['CVE-2024-1086']);
  const others = [kernel('linux-image-6.1.0-9-amd64'), deb('linux-libc-dev', '6.1.76-1', 'linux')];
  expect((await find(others, known)).total).toBe(0);
});

test('packages of RPM are met by their own name or by their source’s, told once', async () => {
  const rpm = (name: string, version: string, source: string): AgentPackage => ({
    ...deb(name, version, source),
    kind: 'rpm',
  });
  const installed = [
    rpm('openssl-libs', '1:3.0.7-24.el9', 'openssl-3.0.7-24.el9.src.rpm'),
    rpm('openssl', '1:3.0.7-24.el9', 'openssl-3.0.7-24.el9.src.rpm'),
  ];
  const rocky = 'Rocky Linux 9.4 (Blue Onyx)';
  const bySource = await find(installed, [flaw('CVE-1', 'Rocky Linux:9', 'openssl', '1:3.0.7-25.el9_3')], rocky);
  expect(bySource.worst.map(({ id, package: of }) => [id, of])).toEqual([['CVE-1', 'openssl-libs']]);
  const byName = await find(installed, [flaw('CVE-2', 'Rocky Linux:9', 'openssl-libs', '1:3.0.7-25.el9_3')], rocky);
  expect(ids(byName)).toEqual(['CVE-2']);
  const mended = await find(installed, [flaw('CVE-3', 'Rocky Linux:9', 'openssl', '1:3.0.7-24.el9')], rocky);
  expect(mended.total).toBe(0);
});

test('what is told of a guest is bounded and counted', async () => {
  const known = Array.from({ length: 1000 }, (_, at) =>
    flaw(`CVE-2024-${1000 + at}`, 'Debian:12', 'linux-firmware', '9'),
  );
  const found = await find([deb('linux-firmware', '1')], known);
  expect(found.total).toBe(1000);
  expect(found.worst.length).toBeLessThanOrEqual(200);
});

test('guests alike are answered from memory', async () => {
  const known = Array.from({ length: 2000 }, (_, at) => flaw(`CVE-2024-${1000 + at}`, 'Debian:12', 'curl', '9'));
  const finder = new WeaknessFinder(await indexOf(...known));
  const packages = [deb('curl', '1')];
  const first: Weakness[] = finder.find({ distribution: bookworm, kernel: '', packages }).worst;
  const again = finder.find({ distribution: bookworm, kernel: '', packages: [...packages] }).worst;
  expect(again[0]).toBe(first[0]);
});
