import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HttpRecord, L7Record } from '../records.ts';
import type { Dissector, Unstamped } from './dissector.ts';
import { probe } from './probe.ts';
import type { Chunk } from './testing/replay.ts';
import { ascii, concat, hex, holdsForAnyCut, replay, survivesDamage } from './testing/replay.ts';
import { clientHelloBody, handshake, serverHello, tlsRecords } from './testing/tls-messages.ts';

function http(chunks: readonly Chunk[]): Omit<HttpRecord, 'flow'>[] {
  return replay(chunks).records.filter((record) => record.kind === 'http');
}

const GET = ascii('GET /a?b=c HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: curl/8.0 (x; y)\r\nAccept: */*\r\n\r\n');
const OK = ascii('HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 5\r\n\r\nhello');

function open(): { records: Unstamped<L7Record>[]; dissector: Dissector | null } {
  const records: Unstamped<L7Record>[] = [];
  const hint = { transport: 'tcp', sport: 40_000, dport: 80 } as const;
  return { records, dissector: probe(GET, true, hint, { record: (record) => records.push(record) }) };
}

const KEEP_ALIVE: Chunk[] = [
  ['>', GET],
  ['<', OK],
  ['>', ascii('POST /form HTTP/1.1\r\nHost: b.example\r\nContent-Length: 7\r\n\r\nuser=me')],
  [
    '<',
    ascii(
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nMZ\x90\0\r\na\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n',
    ),
  ],
  ['>', ascii('HEAD /h HTTP/1.1\r\nHost: c.example\r\n\r\nGET /n HTTP/1.1\r\nhost: d.example\r\n\r\n')],
  ['<', ascii('HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\nHTTP/1.1 304 Not Modified\r\n\r\n')],
];

describe('http', () => {
  it('reads a request and its answer', () => {
    expect(
      http([
        ['>', GET],
        ['<', OK],
      ]),
    ).toEqual([
      {
        kind: 'http',
        time: 1,
        method: 'GET',
        host: 'www.example.com',
        path: '/a?b=c',
        agent: 'curl/8.0 (x; y)',
        status: 200,
        contentType: 'text/html; charset=utf-8',
        requestBytes: GET.length,
        responseBytes: OK.length,
        bodyMagic: '',
        exploit: [],
      },
    ]);
  });

  it('follows keep-alive, bodies of every framing, HEAD and 304', () => {
    expect(
      http(KEEP_ALIVE).map(({ method, path, host, status, bodyMagic }) => [method, path, host, status, bodyMagic]),
    ).toEqual([
      ['GET', '/a?b=c', 'www.example.com', 200, ''],
      ['POST', '/form', 'b.example', 302, 'pe'],
      ['HEAD', '/h', 'c.example', 200, ''],
      ['GET', '/n', 'd.example', 304, ''],
    ]);
    const total = (direction: string): number =>
      KEEP_ALIVE.reduce((sum, [way, bytes]) => sum + (way === direction ? bytes.length : 0), 0);
    expect(http(KEEP_ALIVE).reduce((sum, record) => sum + record.requestBytes, 0)).toBe(total('>'));
    expect(http(KEEP_ALIVE).reduce((sum, record) => sum + record.responseBytes, 0)).toBe(total('<'));
  });

  it('gives the same however the stream is cut', () => {
    holdsForAnyCut(KEEP_ALIVE, {}, 150);
  });

  it('pairs pipelined requests in order', () => {
    const chunks: Chunk[] = [
      ['>', ascii('GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n')],
      ['<', ascii('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno')],
    ];
    expect(http(chunks).map(({ path, status }) => [path, status])).toEqual([
      ['/1', 200],
      ['/2', 404],
    ]);
    holdsForAnyCut(chunks);
  });

  it('reads an answer until the connection closes, and a request that never got one', () => {
    expect(
      http([
        ['>', GET],
        ['<', ascii('HTTP/1.0 200 OK\r\n\r\n\x7fELF and more')],
      ]),
    ).toMatchObject([{ status: 200, bodyMagic: 'elf' }]);
    expect(http([['>', GET]])).toMatchObject([{ path: '/a?b=c', status: 0, responseBytes: 0 }]);
  });

  it('reads an answer whose request was not captured', () => {
    expect(http([['<', OK]])).toMatchObject([{ method: '', path: '', status: 200 }]);
  });

  it('takes the host of a proxy request from its address', () => {
    expect(http([['>', ascii('GET http://p.example/x HTTP/1.0\r\n\r\n')]])).toMatchObject([
      { host: 'p.example', path: 'http://p.example/x' },
    ]);
  });

  it('looks into a CONNECT tunnel', () => {
    const chunks: Chunk[] = [
      ['>', ascii('CONNECT in.example:443 HTTP/1.1\r\nHost: in.example:443\r\n\r\n')],
      ['<', ascii('HTTP/1.1 200 Connection established\r\n\r\n')],
      ['>', tlsRecords(22, handshake(1, clientHelloBody({ sni: 'in.example' })))],
      ['<', tlsRecords(22, serverHello(0x0304))],
    ];
    const { service, records } = replay(chunks);
    expect(service).toBe('http');
    expect(records).toMatchObject([
      { kind: 'http', status: 200, host: 'in.example:443' },
      { kind: 'tls', sni: 'in.example', established: true },
    ]);
    holdsForAnyCut(chunks);
  });

  it('lets a WebSocket go after its handshake', () => {
    const chunks: Chunk[] = [
      ['>', ascii('GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n')],
      ['<', ascii('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x05hello')],
    ];
    expect(http(chunks)).toMatchObject([{ status: 101, path: '/ws' }]);
  });

  it('bounds what it keeps', () => {
    const [record] = http([
      [
        '>',
        ascii(
          `GET /${'p'.repeat(9000)} HTTP/1.1\r\nHost: ${'h'.repeat(900)}\r\nUser-Agent: ${'a'.repeat(900)}\r\n\r\n`,
        ),
      ],
    ]);
    expect([record?.path.length, record?.host.length, record?.agent.length]).toEqual([2048, 255, 512]);
    const many = Array.from({ length: 200 }, (_, index) => `GET /${String(index)} HTTP/1.1\r\n\r\n`).join('');
    expect(http([['>', ascii(many)]]).length).toBe(200);
  });

  it.each([
    ['RTSP', 'OPTIONS rtsp://a/b RTSP/1.0\r\n\r\n'],
    ['a command that looks like a method', 'STAT /pub\r\nand so on, and so on'],
  ])('does not take %s for itself', (_name, text) => {
    expect(replay([['>', ascii(text)]]).service).not.toBe('http');
  });

  it('reads what a short snap length left of a request, and the oldest form of it', () => {
    const { records, dissector } = open();
    dissector?.payload(true, ascii('GET /a/b.gif?${jndi:x HTT'), 1);
    dissector?.gap(true);
    dissector?.payload(false, OK, 1);
    dissector?.end(2);
    expect(records).toMatchObject([{ method: 'GET', path: '/a/b.gif?${jndi:x', exploit: ['jndi'], status: 200 }]);
    expect(
      http([
        ['>', ascii('GET /old\r\n')],
        ['<', ascii('<html>')],
      ]),
    ).toMatchObject([{ method: 'GET', path: '/old', status: 0 }]);
  });

  it('steps over a hole in a body of known length, and finds the next message after any other', () => {
    const outcome = (missing: number | undefined): unknown[] => {
      const { records, dissector } = open();
      dissector?.payload(true, GET, 1);
      dissector?.payload(false, ascii('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n' + 'x'.repeat(40)), 1);
      dissector?.gap(false, missing);
      dissector?.payload(false, ascii('x'.repeat(10)), 1);
      dissector?.payload(true, ascii('GET /2 HTTP/1.1\r\n\r\n'), 1);
      dissector?.payload(false, ascii('HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n'), 1);
      dissector?.end(1);
      return records.map((record) => (record.kind === 'http' ? [record.path, record.status] : record));
    };
    expect(outcome(50)).toEqual([
      ['/a?b=c', 200],
      ['/2', 404],
    ]);
    expect(outcome(undefined)).toEqual([
      ['/a?b=c', 200],
      ['/2', 404],
    ]);
  });

  it('never throws on damage or on any bytes', () => {
    survivesDamage(KEEP_ALIVE, {}, 400);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ minLength: 1, maxLength: 300 }), (head, body) => {
        replay([
          ['>', concat(ascii('GET / HTTP/1.1\r\n'), head)],
          ['<', concat(ascii('HTTP/1.1 200 OK\r\n'), body)],
          ['>', body],
        ]);
        return true;
      }),
      { numRuns: 500 },
    );
  });
});

describe('the start of an answer body', () => {
  it.each([
    ['pe', hex('4d5a9000')],
    ['elf', hex('7f454c46')],
    ['macho', hex('cffaedfe')],
    ['java-class', hex('cafebabe 00000034')],
    ['macho', hex('cafebabe 00000002')],
    ['java-serialized', hex('aced0005')],
    ['zip', hex('504b0304')],
    ['ole', hex('d0cf11e0a1b11ae1')],
    ['pdf', ascii('%PDF-1.7')],
    ['script', ascii('#!/bin/sh')],
    ['gzip', hex('1f8b08')],
    ['', ascii('<!doctype html>')],
  ])('is %s', (magic, body) => {
    const answer = concat(ascii(`HTTP/1.1 200 OK\r\nContent-Length: ${String(body.length)}\r\n\r\n`), body);
    expect(
      http([
        ['>', GET],
        ['<', answer],
      ])[0]?.bodyMagic,
    ).toBe(magic);
  });
});
