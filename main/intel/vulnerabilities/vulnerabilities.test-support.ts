import type { AgentPackage, AgentRecord } from '../../telemetry/agent-report.ts';
import type { Vulnerability } from '../vulnerability.ts';
import { VulnerabilityIndex } from './vulnerability-index.ts';

/** An installed package of Debian's. */
export function deb(name: string, version: string, source = ''): AgentPackage {
  return { kind: 'deb', name, version, place: 'amd64', service: '', source };
}

/** What an agent says first. */
export function hello(distribution: string, kernel = '6.1.0-18-amd64'): AgentRecord {
  return {
    kind: 'hello',
    hello: {
      version: '1',
      bootId: '',
      startId: '',
      kernel,
      machine: 'x86_64',
      distribution,
      streams: ['inventory'],
      missing: [],
      syscalls: 'none',
      sha256: '',
      redaction: '',
    },
  };
}

/** A vulnerability of one package, mended by a version. */
export function flaw(
  id: string,
  ecosystem: string,
  name: string,
  fixed: string,
  more: Partial<Vulnerability> = {},
): Vulnerability {
  return {
    id,
    aliases: [],
    title: `${id} of ${name}`,
    exploited: false,
    ransomware: false,
    day: 19_000,
    products: [],
    packages: [{ ecosystem, name, ranges: [{ introduced: '0', fixed, lastAffected: '' }], versions: [] }],
    ...more,
  };
}

/** An entry of the catalogue of what is exploited. */
export function exploit(id: string, ransomware = false): Vulnerability {
  return { ...flaw(id, '', '', ''), title: `${id} is exploited`, exploited: true, ransomware, packages: [] };
}

/** An index of these. */
export function indexOf(...vulnerabilities: Vulnerability[]): Promise<VulnerabilityIndex> {
  return VulnerabilityIndex.build([vulnerabilities], { version: 1, breathe: () => Promise.resolve() });
}
