import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arp, ethernet, geneve, gre, icmp, ipv4, ipv6, TCP, tcp, udp, vlan, vxlan } from '../testing/build-frames.ts';
import { describeFrame } from './describe-frame.ts';
import type { DescribedField } from './frame-tree.ts';

const A = '10.0.0.1';
const B = '10.0.0.2';
const dnsQuery = Buffer.from(
  '123401000001000000000000037777770765786d61706c6503636f6d0000010001'.replace('786d61', '78616d'),
  'hex',
);

function describe(bytes: Buffer, linkType = 1): ReturnType<typeof describeFrame> {
  return describeFrame({ bytes, linkType });
}

function labels(fields: readonly DescribedField[]): string[] {
  return fields.map((field) => field.label);
}

function find(fields: readonly DescribedField[], label: string): DescribedField {
  for (const field of fields) {
    if (field.label === label) return field;
    const inside = field.children.find((child) => child.label === label);
    if (inside !== undefined) return inside;
  }
  throw new Error(`there is no ${label}`);
}

const request = 'GET /index.html HTTP/1.1\r\nHost: example.com\r\nUser-Agent: test\r\n\r\nbody';
const frames: [string[], string, string, Buffer][] = [
  [
    ['Ethernet', 'IPv4', 'UDP', 'DNS'],
    'DNS query A www.example.com',
    `${A}:4000`,
    ethernet(0x0800, ipv4(A, B, 17, udp(4000, 53, dnsQuery))),
  ],
  [
    ['Ethernet', '802.1Q VLAN', 'IPv4', 'TCP', 'HTTP'],
    'GET /index.html HTTP/1.1',
    `${A}:4000`,
    ethernet(0x8100, vlan(7, 0x0800, ipv4(A, B, 6, tcp(4000, 80, TCP.ack | TCP.push, 1, 2, request)))),
  ],
  [
    ['Ethernet', 'IPv6', 'ICMPv6'],
    'Echo request (128)',
    'fd00::1',
    ethernet(0x86dd, ipv6('fd00::1', 'fd00::2', 58, icmp(128, 0, 1, 2, 'ping'))),
  ],
  [['Ethernet', 'ARP'], `Who has ${B}? Tell ${A}`, A, ethernet(0x0806, arp(1, A, B))],
  [
    ['Ethernet', 'IPv4', 'UDP', 'VXLAN', 'Ethernet', 'IPv4', 'UDP', 'Payload'],
    'hello there',
    `${A}:1`,
    ethernet(
      0x0800,
      ipv4(
        '1.1.1.1',
        '2.2.2.2',
        17,
        udp(9, 4789, vxlan(5, ethernet(0x0800, ipv4(A, B, 17, udp(1, 2, 'hello there'))))),
      ),
    ),
  ],
  [
    ['Ethernet', 'IPv4', 'UDP', 'GENEVE', 'Ethernet', 'ARP'],
    `Who has ${B}? Tell ${A}`,
    A,
    ethernet(0x0800, ipv4('1.1.1.1', '2.2.2.2', 17, udp(9, 6081, geneve(5, ethernet(0x0806, arp(1, A, B)))))),
  ],
  [
    ['Ethernet', 'IPv4', 'GRE', 'IPv4', 'TCP'],
    '1 → 2 [SYN] seq 7 ack 0 len 0',
    `${A}:1`,
    ethernet(0x0800, ipv4('1.1.1.1', '2.2.2.2', 47, gre(0x0800, ipv4(A, B, 6, tcp(1, 2, TCP.syn, 7, 0))))),
  ],
];

test.each(frames)('%j: %s', (layers, info, source, bytes) => {
  const described = describe(bytes);
  expect(labels(described.layers)).toEqual(layers);
  expect(described.info).toBe(info);
  expect(described.source).toBe(source);
});

test('a field names exactly the bytes it is read from', () => {
  const [, , , bytes] = frames[1]!;
  const { layers } = describe(bytes);
  const at = (label: string): Buffer => {
    const field = find(layers, label);
    return bytes.subarray(field.offset, field.offset + field.length);
  };
  expect(at('Source').toString('hex')).toBe('525400000001');
  expect(at('VLAN').toString('hex')).toBe('0007');
  expect(at('Destination port').toString('hex')).toBe('0050');
  expect(at('Host').toString()).toBe('Host: example.com\r\n');
  expect(at('Body').toString()).toBe('body');
  expect(find(layers, 'Host').value).toBe('example.com');
  const ip = find(layers, 'IPv4');
  expect(ip.value).toBe(`${A} → ${B}`);
  expect(ip.children.find((field) => field.label === 'Destination')?.offset).toBe(ip.offset + 16);
});

function check(fields: readonly DescribedField[], size: number): number {
  let count = 0;
  for (const field of fields) {
    expect(field.offset).toBeGreaterThanOrEqual(0);
    expect(field.length).toBeGreaterThanOrEqual(0);
    expect(field.offset + field.length).toBeLessThanOrEqual(size);
    expect(field.label.length).toBeLessThanOrEqual(200);
    expect(field.value.length).toBeLessThanOrEqual(1100);
    count += 1 + check(field.children, size);
  }
  return count;
}

test('any bytes of any link type are described within their bounds', () => {
  const linkTypes = fc.constantFrom(
    0,
    1,
    9,
    12,
    51,
    101,
    104,
    105,
    108,
    109,
    113,
    119,
    127,
    163,
    192,
    219,
    239,
    276,
    9999,
  );
  const start = fc.constantFrom(...frames.map(([, , , bytes]) => bytes), Buffer.alloc(0));
  fc.assert(
    fc.property(linkTypes, start, fc.uint8Array({ maxLength: 80 }), fc.nat(200), (linkType, base, noise, cut) => {
      const bytes = Buffer.concat([base.subarray(0, cut), noise]);
      const described = describe(bytes, linkType);
      expect(described.layers.length).toBeGreaterThan(0);
      expect(check(described.layers, bytes.length)).toBeLessThan(2200);
    }),
    { numRuns: 2000 },
  );
});
