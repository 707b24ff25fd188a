import { beforeAll, describe, expect, it } from 'vitest';
import { deb, exploit, flaw, hello, indexOf } from '../intel/vulnerabilities/vulnerabilities.test-support.ts';
import type { VulnerabilityIndex } from '../intel/vulnerabilities/vulnerability-index.ts';
import type { AgentPackage, AgentRecord } from '../telemetry/agent-report.ts';
import { KnownWeaknesses } from './known-weaknesses.ts';

const uuid = 'vm';
const inventory = (...packages: AgentPackage[]): AgentRecord => ({ kind: 'inventory', part: 1, parts: 1, packages });
const wild = flaw('CVE-2021-3156', 'Debian:12', 'sudo', '1.9.14', { aliases: ['DSA-1'] });

let index: VulnerabilityIndex | null;
let kev: VulnerabilityIndex;
beforeAll(async () => {
  kev = await indexOf(wild, flaw('CVE-2024-1', 'Debian:12', 'curl', '8'), exploit('CVE-2021-3156'));
});

function told(...packages: AgentPackage[]): KnownWeaknesses {
  index = kev;
  const known = new KnownWeaknesses(() => index);
  known.take(uuid, hello('Debian GNU/Linux 12 (bookworm)'), 5);
  known.take(uuid, inventory(...packages), 7);
  return known;
}

describe('KnownWeaknesses', () => {
  it('makes one alert of what is exploited in the wild, none of the rest', () => {
    const known = told(deb('sudo', '1.9.13'), deb('curl', '7'));
    expect(known.of(uuid)).toMatchObject({ total: 2, exploited: 1, packages: 2 });
    expect(known.assess(uuid)).toMatchObject([
      { type: 'known-weakness', firstSeen: 7, lastSeen: 7, title: 'Has 1 weakness that is exploited in the wild' },
    ]);
    expect(known.assess(uuid)[0]?.why).toContain('CVE-2021-3156 in sudo 1.9.13 (fixed in 1.9.14)');
    const mended = told(deb('sudo', '1.9.14'), deb('curl', '7'));
    expect(mended.of(uuid)?.total).toBe(1);
    expect(mended.assess(uuid)).toEqual([]);
  });

  it('says nothing where no inventory was told, or no feed tells', () => {
    const known = told(deb('sudo', '1.9.13'));
    expect(known.of('another')).toBeUndefined();
    expect(known.stampOf('another')).toBe('');
    index = null;
    expect(known.of(uuid)).toBeUndefined();
    expect(known.assess(uuid)).toEqual([]);
  });

  it('sees another inventory and other feeds', async () => {
    const known = told(deb('sudo', '1.9.13'));
    const before = known.stampOf(uuid);
    known.take(uuid, inventory(deb('sudo', '1.9.14')), 9);
    expect(known.stampOf(uuid)).not.toBe(before);
    expect(known.of(uuid)?.total).toBe(0);
    index = null;
    expect(known.stampOf(uuid)).not.toBe(before);
    index = await indexOf(flaw('CVE-2025-1', 'Debian:12', 'sudo', '2'));
    expect(known.of(uuid)?.worst.map(({ id }) => id)).toEqual(['CVE-2025-1']);
    known.forget(uuid);
    expect(known.of(uuid)).toBeUndefined();
  });
});
