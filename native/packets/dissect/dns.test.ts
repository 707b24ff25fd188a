import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DnsRecord } from '../records.ts';
import { formatIpv6 } from './dns-answer.ts';
import { DnsDissector } from './dns.ts';
import type { Chunk } from './testing/replay.ts';
import { ascii, concat, hex, holdsForAnyCut, replay, survivesDamage } from './testing/replay.ts';

const UDP = { transport: 'udp', sport: 50_000, dport: 53 } as const;

function number16(value: number): Uint8Array {
  return Uint8Array.from([value >> 8, value & 255]);
}

function encode(name: string): Uint8Array {
  const labels = name === '' ? [] : name.split('.');
  return Uint8Array.from([...labels.flatMap((label) => [label.length, ...ascii(label)]), 0]);
}

function header(id: number, flags: number, questions: number, answers: number): Uint8Array {
  return concat(number16(id), number16(flags), number16(questions), number16(answers), number16(0), number16(0));
}

function query(id: number, name: string, type = 1): Uint8Array {
  return concat(header(id, 0x0100, 1, 0), encode(name), number16(type), number16(1));
}

function answer(type: number, data: Uint8Array, name = hex('c00c')): Uint8Array {
  return concat(name, number16(type), number16(1), hex('00000e10'), number16(data.length), data);
}

function response(id: number, name: string, type: number, answers: Uint8Array[], rcode = 0): Uint8Array {
  return concat(header(id, 0x8180 + rcode, 1, answers.length), encode(name), number16(type), number16(1), ...answers);
}

function records(chunks: readonly Chunk[], hint: Parameters<typeof replay>[1] = UDP): Omit<DnsRecord, 'flow'>[] {
  return replay(chunks, hint).records.filter((record) => record.kind === 'dns');
}

describe('dns over udp', () => {
  it('gives one record for a question and its answer', () => {
    const [ask, reply] = [query(7, 'www.example.com'), response(7, 'www.example.com', 1, [answer(1, hex('5db8d822'))])];
    expect(
      records([
        ['>', ask],
        ['<', reply],
      ]),
    ).toEqual([
      {
        kind: 'dns',
        protocol: 'dns',
        time: 1,
        qname: 'www.example.com',
        qtype: 'A',
        rcode: 'NOERROR',
        answers: ['93.184.216.34'],
        queryBytes: ask.length,
        responseBytes: reply.length,
      },
    ]);
  });

  it.each([
    ['AAAA', 28, hex('20010db8000000000000000000000001'), '2001:db8::1'],
    ['CNAME', 5, concat(Uint8Array.from([1, 0x61]), hex('c010')), 'a.example.com'],
    ['MX', 15, concat(number16(10), hex('c00c')), '10 www.example.com'],
    ['TXT', 16, hex('03 61 22 62 02 00 ff'), '"a\\"b" "\\000\\255"'],
    ['SRV', 33, concat(number16(1), number16(2), number16(443), hex('c00c')), '1 2 443 www.example.com'],
    [
      'SOA',
      6,
      concat(hex('c00c c010'), hex('00000009 00000001 00000001 00000001 00000001')),
      'www.example.com example.com 9',
    ],
    ['NULL', 10, hex('dead'), '\\# 2 dead'],
    ['TYPE4000', 4000, hex('01'), '\\# 1 01'],
  ])('writes %s data as zone files do', (name, type, data, text) => {
    const found = records([['<', response(1, 'www.example.com', type, [answer(type, data)])]]);
    expect(found.map((record) => [record.qtype, record.answers])).toEqual([[name, [text]]]);
  });

  it.each([
    [0, 'NOERROR'],
    [3, 'NXDOMAIN'],
    [5, 'REFUSED'],
    [15, 'RCODE15'],
  ])('names response code %i', (code, name) => {
    const [record] = records([
      ['>', query(1, 'a.b')],
      ['<', response(1, 'a.b', 1, [], code)],
    ]);
    expect(record?.rcode).toBe(name);
  });

  it('escapes what does not print, and dots inside labels', () => {
    const raw = concat(header(1, 0x100, 1, 0), hex('05 61 00 2e 5c ff 00'), number16(16), number16(1));
    expect(records([['>', raw]])[0]?.qname).toBe('a\\000\\.\\\\\\255');
  });

  it('writes the root as a dot', () => {
    expect(records([['>', query(1, '', 2)]])[0]?.qname).toBe('.');
  });

  it('matches an answer whose question differs in case only, and keeps what was asked', () => {
    const found = records([
      ['>', query(3, 'wWw.ExAmple.com')],
      ['<', response(3, 'www.example.com', 1, [])],
    ]);
    expect(found.map((record) => [record.qname, record.queryBytes > 0])).toEqual([['wWw.ExAmple.com', true]]);
  });

  it('keeps two questions of one socket apart and counts a repeated one once', () => {
    const found = records([
      ['>', query(1, 'a.test')],
      ['>', query(2, 'a.test', 28)],
      ['>', query(1, 'a.test')],
      ['<', response(2, 'a.test', 28, [])],
      ['<', response(1, 'a.test', 1, [])],
    ]);
    expect(found.map((record) => record.qtype)).toEqual(['AAAA', 'A']);
  });

  it('says unanswered when the flow ends, also when an id is used again', () => {
    const found = records([
      ['>', query(1, 'first.test')],
      ['>', query(1, 'second.test')],
    ]);
    expect(found.map((record) => [record.qname, record.rcode, record.responseBytes])).toEqual([
      ['first.test', '', 0],
      ['second.test', '', 0],
    ]);
  });

  it('bounds the questions in flight', () => {
    const chunks = Array.from({ length: 500 }, (_, id): Chunk => ['>', query(id, `n${String(id)}.test`)]);
    const seen: string[] = [];
    const dissector = new DnsDissector(
      { record: (record) => record.kind === 'dns' && seen.push(record.qname) },
      'dns',
      false,
    );
    for (const [, bytes] of chunks) dissector.payload(true, bytes, 1);
    expect(seen.length).toBe(500 - 65);
    dissector.end();
    expect(new Set(seen).size).toBe(500);
  });

  it.each([
    ['a pointer to itself', 'c00c'],
    ['a pointer forward', 'c0ff'],
    ['labels beyond 255 bytes', '3f'.padEnd(128, '61').repeat(5) + '00'],
    ['a cut name', '09 61'],
    ['a reserved label type', '80 61 00'],
  ])('gives no record for %s', (_name, name) => {
    expect(records([['>', concat(header(1, 0x100, 1, 0), hex(name), number16(1), number16(1))]])).toEqual([]);
  });

  it('is found on any port by its shape, and chance bytes are not', () => {
    const odd = { transport: 'udp', sport: 40_000, dport: 9_999 } as const;
    expect(replay([['>', query(1, 'a.example')]], odd).service).toBe('dns');
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 17, maxLength: 80 }),
        (bytes) => replay([['>', bytes]], odd).service !== 'dns',
      ),
    );
  });
});

describe('mdns', () => {
  const MDNS = { transport: 'udp', sport: 5353, dport: 5353 } as const;
  it('records every question at once and every answered name', () => {
    const ask = concat(
      header(0, 0, 2, 0),
      encode('_http._tcp.local'),
      hex('000c 0001'),
      encode('a.local'),
      hex('0001 8001'),
    );
    const name = encode('printer.local');
    const told = concat(
      header(0, 0x8400, 0, 2),
      answer(1, hex('c0a80001'), name),
      answer(28, hex('fe80000000000000 0000000000000001'), name),
    );
    expect(
      records(
        [
          ['>', ask],
          ['>', told],
        ],
        MDNS,
      ).map(({ qname, qtype, rcode, answers }) => [qname, qtype, rcode, answers]),
    ).toEqual([
      ['_http._tcp.local', 'PTR', '', []],
      ['a.local', 'A', '', []],
      ['printer.local', 'A', 'NOERROR', ['192.168.0.1']],
      ['printer.local', 'AAAA', 'NOERROR', ['fe80::1']],
    ]);
  });
});

describe('dns over tcp', () => {
  const TCP = { sport: 50_000, dport: 53 } as const;
  const framed = (message: Uint8Array): Uint8Array => concat(number16(message.length), message);
  const chunks: Chunk[] = [
    ['>', concat(framed(query(1, 'a.example')), framed(query(2, 'b.example', 252)))],
    [
      '<',
      concat(
        framed(response(1, 'a.example', 1, [answer(1, hex('01020304'))])),
        framed(response(2, 'b.example', 252, [])),
      ),
    ],
  ];
  it('reads messages by their length prefix, however cut', () => {
    expect(records(chunks, TCP).map((record) => [record.qname, record.qtype])).toEqual([
      ['a.example', 'A'],
      ['b.example', 'AXFR'],
    ]);
    holdsForAnyCut(chunks, TCP);
  });
  it('survives damage', () => {
    survivesDamage(chunks, TCP);
    survivesDamage(
      chunks.map(([direction, bytes]): Chunk => [direction, bytes.slice(2)]),
      UDP,
    );
  });
});

describe('any bytes', () => {
  it('never throw', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.constantFrom('>' as const, '<' as const), fc.uint8Array({ minLength: 1, maxLength: 300 })),
          { maxLength: 6 },
        ),
        (chunks) => {
          replay(chunks, UDP);
          replay(chunks, { sport: 50_000, dport: 53 });
          return true;
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('ipv6 text', () => {
  it.each([
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['20010000000000010000000000000001', '2001:0:0:1::1'],
    ['fe800000000000000000000000000000', 'fe80::'],
  ])('%s is %s', (bytes, text) => {
    expect(formatIpv6(hex(bytes), 0)).toBe(text);
  });
});
