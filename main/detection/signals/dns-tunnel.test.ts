import { expect, test } from 'vitest';
import type { DnsRecord } from '../../telemetry/flow.ts';
import { alertsOf, flow, judgeAll, NOON, randomFrom, SECOND, side } from '../synthetic.test-support.ts';

const SERVER = '10.1.1.1';

function lookups(names: readonly string[], qtype: (index: number) => string, rcode = 'NOERROR') {
  const one = flow({
    transport: 'udp',
    dst: SERVER,
    dport: 53,
    service: 'dns',
    out: side(names.length, names.length * 60),
    in: side(names.length, names.length * 90),
  });
  const records = names.map((qname, index): DnsRecord => ({
    kind: 'dns',
    flow: one.id,
    time: NOON + index * SECOND,
    protocol: 'dns',
    qname,
    qtype: qtype(index),
    rcode,
    answers: [],
    queryBytes: qname.length + 18,
    responseBytes: 120,
  }));
  return judgeAll([one], records);
}

const random = randomFrom(11);
const hex = (length: number): string => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
const labels = (length: number): string => (hex(length).match(/.{1,60}/g) ?? []).join('.');

test('names that carry data under one registered name are a tunnel', () => {
  const found = lookups(
    Array.from({ length: 120 }, () => `${labels(140)}.t.example.com`),
    (index) => ['TXT', 'CNAME', 'MX'][index % 3] ?? 'TXT',
  );
  expect(alertsOf(found, '10.1.1.5')['dns-tunnel']).toBeGreaterThan(0.85);
  expect(found.find(({ id }) => id === '10.1.1.5')?.alerts[0]?.technique.id).toBe('T1071.004');
});

test('so are names under no name at all, by their server', () => {
  const found = lookups(
    Array.from({ length: 120 }, () => `x.${labels(130)}`),
    () => 'TXT',
  );
  expect(alertsOf(found, '10.1.1.5')['dns-tunnel']).toBeGreaterThan(0.8);
});

test('the name server itself is not blamed', () => {
  const found = lookups(
    Array.from({ length: 120 }, () => `${labels(140)}.t.example.com`),
    () => 'TXT',
  );
  expect(alertsOf(found, SERVER)).toEqual({});
});

test.each([
  [
    'pages and their parts',
    Array.from({ length: 400 }, (_, index) => `www${index % 90}.site${index % 60}.example.org`),
  ],
  ['content networks', Array.from({ length: 200 }, (_, index) => `e${1000 + index}.dscb.cdn${index % 7}.example.net`)],
  ['reverse look-ups', Array.from({ length: 200 }, () => `${hex(32).split('').join('.')}.ip6.arpa`)],
  ['a reputation service', Array.from({ length: 200 }, () => `${hex(50)}.avqs.mcafee.com`)],
])('%s are not', (_name, names) => {
  expect(
    alertsOf(
      lookups(names, () => 'A'),
      '10.1.1.5',
    )['dns-tunnel'],
  ).toBeUndefined();
});

test('many generated names that do not exist are told as such', () => {
  const names = Array.from(
    { length: 120 },
    () => `${Array.from({ length: 11 }, () => 'abcdefghijklmnopqrstuvwxyz'[Math.floor(random() * 26)]).join('')}.biz`,
  );
  expect(
    alertsOf(
      lookups(names, () => 'A', 'NXDOMAIN'),
      '10.1.1.5',
    )['generated-names'],
  ).toBeGreaterThan(0.7);
});

test('a search list that fails under the own name is not generated', () => {
  const names = Array.from({ length: 300 }, (_, index) => `printer${index}.corp.example.com`);
  expect(
    alertsOf(
      lookups(names, () => 'A', 'NXDOMAIN'),
      '10.1.1.5',
    )['generated-names'],
  ).toBeUndefined();
});
