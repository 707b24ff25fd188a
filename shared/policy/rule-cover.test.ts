import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePolicy } from './parse-policy.ts';
import type { PeerSelector, PolicyRule } from './policy.ts';
import { areApart, coversRule, overlapsRule } from './rule-cover.ts';

const rule = fc
  .record({
    direction: fc.constantFrom('inbound', 'outbound', 'both'),
    peer: fc.constantFrom(
      '{}',
      'outside',
      'inside',
      '{ role: web }',
      '{ role: [web, api] }',
      '{ address: 10.0.0.0/8 }',
      '{ address: 10.1.0.0/16 }',
      '{ address: 192.0.2.1 }',
    ),
    traffic: fc.constantFrom(
      '',
      'ports: [443]',
      'ports: [400-500/tcp]',
      'ports: [53/udp]',
      'protocol: icmp',
      'protocol: [tcp, udp]',
    ),
  })
  .map(({ direction, peer, traffic }) => {
    const key = { inbound: 'from', outbound: 'to', both: 'with' }[direction] ?? 'to';
    const { policy, findings } = parsePolicy(
      `policy: a\nrules: [{ allow: ${direction}, ${key}: ${peer}${traffic === '' ? '' : `, ${traffic}`} }]`,
    );
    expect(findings).toEqual([]);
    if (policy?.rules[0] === undefined) throw new Error('no rule');
    return policy.rules[0];
  });

const peers = [
  { address: '10.1.2.3', role: 'web', outside: false },
  { address: '10.1.9.9', role: '', outside: false },
  { address: '10.2.0.1', role: 'api', outside: false },
  { address: '192.0.2.1', role: '', outside: true },
];
const connections = peers.flatMap((peer) =>
  (['in', 'out'] as const).flatMap((direction) =>
    [
      ['tcp', 443],
      ['tcp', 80],
      ['udp', 53],
      ['udp', 443],
      ['icmp', 0],
    ].map(([protocol, port]) => ({ peer, direction, protocol, port: Number(port) })),
  ),
);

function isFor({ direction, peer, ports, protocols }: PolicyRule, tried: (typeof connections)[number]): boolean {
  if (direction !== 'both' && direction !== tried.direction) return false;
  if (ports.length > 0) {
    const { port, protocol } = tried;
    if (
      !ports.some(
        ({ from, to, transport }) =>
          protocol !== 'icmp' && port >= from && port <= to && (transport === 'any' || transport === protocol),
      )
    )
      return false;
  } else if (protocols.length > 0 && !protocols.some((each) => each === tried.protocol)) return false;
  return isPeer(peer, tried.peer);
}

function isPeer({ zone, role, address }: PeerSelector, peer: (typeof peers)[number]): boolean {
  if (zone !== undefined && (zone === 'outside') !== peer.outside) return false;
  if (role !== undefined && !role.includes(peer.role)) return false;
  const prefix = (cidr: string): string =>
    ({ '10.0.0.0/8': '10.', '10.1.0.0/16': '10.1.' })[cidr] ?? cidr.replace('/32', '');
  return address === undefined || address.some((cidr) => peer.address.startsWith(prefix(cidr)));
}

test('a rule that covers another is for all that it is for; rules apart are for nothing together', () => {
  fc.assert(
    fc.property(rule, rule, (one, other) => {
      for (const tried of connections) {
        if (coversRule(one, other) && isFor(other, tried)) expect(isFor(one, tried)).toBe(true);
        if (isFor(one, tried) && isFor(other, tried)) expect(overlapsRule(one, other)).toBe(true);
      }
      expect(coversRule(one, one)).toBe(true);
      expect(overlapsRule(one, other)).toBe(overlapsRule(other, one));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['>', 0.5, '<', 0.5, true],
  ['>=', 0.5, '<=', 0.5, false],
  ['>', 0.5, '<=', 0.5, true],
  ['>', 0.3, '<', 0.5, false],
  ['>', 0.3, '>', 0.5, false],
] as const)('%s %d and %s %d are apart: %s', (op, value, otherOp, otherValue, apart) => {
  expect(areApart({ op, value }, { op: otherOp, value: otherValue })).toBe(apart);
  expect(areApart({ op: otherOp, value: otherValue }, { op, value })).toBe(apart);
});
