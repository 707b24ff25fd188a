import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shippedSettings } from '../detection/synthetic.test-support.ts';
import { FEATURES } from './features.ts';
import { inferRole, scorePersona } from './score-persona.ts';
import { TrafficProfile } from './traffic-profile.ts';

const { catalogue } = shippedSettings();

test('probabilities sum to 1, whatever the evidence', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...FEATURES), fc.double({ min: 0, max: 1, noNaN: true })),
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      (features, amount) => {
        const shares = scorePersona({ features, amount }, catalogue);
        expect(shares.reduce((sum, share) => sum + share.probability, 0)).toBeCloseTo(1, 9);
        expect(shares.every((share) => share.probability >= 0 && share.probability <= 1)).toBe(true);
      },
    ),
  );
});

test('with nothing seen the machine is idle at best, and nothing is sure', () => {
  const [first] = scorePersona({ features: {}, amount: 0 }, catalogue);
  expect(first?.label).toBe('Idle');
  expect(first?.probability).toBeLessThan(0.4);
});

/** Flows of one kind. */
function profileOf(
  count: number,
  outgoing: boolean,
  service: string,
  port: number,
  peers: number,
  bytes: [number, number] = [2000, 9000],
): TrafficProfile {
  const profile = new TrafficProfile();
  for (let index = 0; index < count; index++)
    profile.add({
      outgoing,
      peer: `198.51.100.${(index % peers) + 1}`,
      port,
      service,
      answered: true,
      packets: 12,
      bytesOut: bytes[0],
      bytesIn: bytes[1],
      start: index * 60e6,
    });
  return profile;
}

const top = (profile: TrafficProfile): string => scorePersona(profile.evidence(), catalogue)[0]?.label ?? '';

test.each([
  ['Web Server', profileOf(500, false, 'http', 80, 60)],
  ['Database', profileOf(500, false, 'postgresql', 5432, 5)],
  ['Mail Relay', profileOf(500, false, 'smtp', 25, 40)],
  ['Directory', profileOf(500, false, 'ldap', 389, 40)],
  ['Infrastructure', profileOf(500, false, 'dns', 53, 40)],
  ['File Server', profileOf(500, false, 'smb', 445, 10)],
  ['API Consumer', profileOf(500, true, 'tls', 443, 2)],
  ['CI Runner', profileOf(500, true, 'git', 9418, 3)],
  ['Controller', profileOf(500, false, 'modbus', 502, 1)],
])('%s', (label, profile) => {
  expect(top(profile)).toBe(label);
});

test('a workstation browses widely and chatters on its network', () => {
  const profile = profileOf(300, true, 'tls', 443, 60);
  for (let index = 0; index < 20; index++)
    profile.add({
      outgoing: true,
      peer: '224.0.0.252',
      port: 5355,
      service: 'llmnr',
      answered: false,
      packets: 2,
      bytesOut: 80,
      bytesIn: 0,
      start: 0,
    });
  expect(top(profile)).toBe('Workstation');
});

test('a few dozen packets leave the persona open', () => {
  const profile = profileOf(3, false, 'postgresql', 5432, 1);
  expect(scorePersona(profile.evidence(), catalogue)[0]?.probability).toBeLessThan(0.5);
});

test('a role is only inferred when it is likely', () => {
  const shares = scorePersona(profileOf(500, false, 'http', 80, 60).evidence(), catalogue);
  expect(inferRole(shares, catalogue)).toMatchObject({ role: 'web' });
  expect(inferRole(scorePersona({ features: {}, amount: 0 }, catalogue), catalogue)).toEqual({
    role: '',
    probability: 0,
  });
});
