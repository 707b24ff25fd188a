import fc from 'fast-check';
import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import type { TlsRecord } from '../records.ts';
import { readCertificate } from './certificate.ts';
import { probe } from './probe.ts';
import type { Chunk } from './testing/replay.ts';
import { ascii, concat, hex, holdsForAnyCut, replay, survivesDamage } from './testing/replay.ts';
import { clientHelloBody, handshake, number16, serverHello, tlsRecords } from './testing/tls-messages.ts';

// A self-signed certificate made for this test: C=XX, O=Example, CN=server.example.
const CERTIFICATE = Uint8Array.from(
  Buffer.from(
    'MIIBszCCAVigAwIBAgIBATAKBggqhkjOPQQDAjA4MQswCQYDVQQGEwJYWDEQMA4GA1UECgwHRXhhbXBsZTEXMBUGA1UEAwwOc2VydmVy' +
      'LmV4YW1wbGUwHhcNMjYxMTIwMTI0MTQwWhcNMzYxMTE3MTI0MTQwWjA4MQswCQYDVQQGEwJYWDEQMA4GA1UECgwHRXhhbXBsZTEXMBUG' +
      'A1UEAwwOc2VydmVyLmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASPbIcs1PQT7nOt8brr59XypKOtfBRPCWas1ChconGG' +
      'M1W9Y9MdM5rzwI1942I+iCSJW9Heis0c3zIJnRzipMLso1MwUTAdBgNVHQ4EFgQUkyc4o9jrbjSBVksSLX3+9dJXBmMwHwYDVR0jBBgw' +
      'FoAUkyc4o9jrbjSBVksSLX3+9dJXBmMwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAoy+hHcouEZwIef8kC5f/vxuq' +
      'Ie+nM4v5pNAueYSLDWoCIQDT3j35FEGxG/hzRCdbdmGu0lKgkXr9KR9tc4+qgNH+xQ==',
    'base64',
  ),
);

const HELLO = handshake(
  1,
  clientHelloBody({ sni: 'www.example.com', alpn: ['h2', 'http/1.1'], versions: [0x0304, 0x0303] }),
);

function certificateMessage(der: Uint8Array): Uint8Array {
  const entry = concat(Uint8Array.from([0]), number16(der.length), der);
  return handshake(11, concat(Uint8Array.from([0]), number16(entry.length), entry));
}

function tls(chunks: readonly Chunk[]): Omit<TlsRecord, 'flow'>[] {
  return replay(chunks).records.filter((record) => record.kind === 'tls');
}

const TLS12: Chunk[] = [
  ['>', tlsRecords(22, HELLO)],
  [
    '<',
    concat(
      tlsRecords(22, concat(serverHello(0x0303), certificateMessage(CERTIFICATE))),
      tlsRecords(22, handshake(14, new Uint8Array(0))),
    ),
  ],
  [
    '>',
    concat(
      tlsRecords(22, handshake(16, new Uint8Array(40))),
      tlsRecords(20, hex('01')),
      tlsRecords(22, new Uint8Array(40).fill(0xaa)),
    ),
  ],
  ['<', concat(tlsRecords(20, hex('01')), tlsRecords(23, new Uint8Array(400).fill(0x55)))],
];

describe('tls', () => {
  it('reads the name, protocols and the negotiated version of 1.3', () => {
    const found = tls([
      ['>', tlsRecords(22, HELLO)],
      ['<', tlsRecords(22, serverHello(0x0304))],
    ]);
    expect(found).toMatchObject([
      { sni: 'www.example.com', alpn: ['h2', 'http/1.1'], version: 'TLS 1.3', established: true, certificate: null },
    ]);
    expect(found[0]?.ja3).toMatch(/^[0-9a-f]{32}$/);
    expect(found[0]?.ja4).toMatch(/^t13d0103h2_[0-9a-f]{12}_[0-9a-f]{12}$/);
  });

  it('reads the certificate that 1.2 shows in clear', () => {
    expect(tls(TLS12)).toMatchObject([
      {
        version: 'TLS 1.2',
        established: true,
        certificate: {
          subject: 'C=XX, O=Example, CN=server.example',
          issuer: 'C=XX, O=Example, CN=server.example',
          selfSigned: true,
        },
      },
    ]);
    const certificate = tls(TLS12)[0]?.certificate;
    expect((certificate?.notAfter ?? 0) - (certificate?.notBefore ?? 0)).toBe(3650 * 86_400 * 1e6);
  });

  it('gives the same however the records and the stream are cut', () => {
    holdsForAnyCut(TLS12);
    const pieces: Chunk[] = [
      ['>', tlsRecords(22, HELLO, 11)],
      ['<', tlsRecords(22, concat(serverHello(0x0303), certificateMessage(CERTIFICATE)), 100)],
    ];
    expect(replay(pieces)).toEqual(replay(TLS12));
    holdsForAnyCut(pieces);
  });

  it('tells a hello without an answer, and one answered by an alert, as not established', () => {
    expect(tls([['>', tlsRecords(22, HELLO)]])).toMatchObject([{ version: 'TLS 1.3', established: false }]);
    expect(
      tls([
        ['>', tlsRecords(22, HELLO)],
        ['<', tlsRecords(21, hex('0228'))],
      ]),
    ).toMatchObject([{ established: false }]);
  });

  it('takes a resumed session, whose server shows no certificate, as established', () => {
    const chunks: Chunk[] = [
      TLS12[0] ?? ['>', HELLO],
      ['<', concat(tlsRecords(22, serverHello(0x0302)), tlsRecords(20, hex('01')))],
    ];
    expect(tls(chunks)).toMatchObject([{ version: 'TLS 1.1', established: true, certificate: null }]);
    holdsForAnyCut(chunks);
  });

  it('finds the client on the other side when the flow is seen backwards, and a server alone', () => {
    expect(
      tls([
        ['<', tlsRecords(22, HELLO)],
        ['>', tlsRecords(22, serverHello(0x0304))],
      ]),
    ).toMatchObject([{ established: true }]);
    expect(tls([['<', tlsRecords(22, serverHello(0x0304))]])).toMatchObject([{ sni: '', ja3: '', established: true }]);
  });

  it('names a flow that begins with encrypted data, without a record', () => {
    expect(replay([['>', tlsRecords(23, new Uint8Array(60))]])).toEqual({ service: 'tls', records: [] });
  });

  it('bounds a hostile name', () => {
    const long = handshake(1, clientHelloBody({ sni: 'a'.repeat(4000) }));
    expect(tls([['>', tlsRecords(22, long)]])[0]?.sni.length).toBe(255);
  });

  it('reads the name of a hello that a short snap length cut, without a fingerprint', () => {
    const records: unknown[] = [];
    const cut = tlsRecords(22, HELLO).slice(0, 130);
    const hint = { transport: 'tcp', sport: 1, dport: 443 } as const;
    const dissector = probe(cut, true, hint, { record: (record) => records.push(record) });
    dissector?.payload(true, cut, 1);
    dissector?.gap(true);
    dissector?.payload(false, tlsRecords(22, serverHello(0x0304)), 1);
    dissector?.end(2);
    expect(records).toMatchObject([{ sni: 'www.example.com', ja3: '', ja4: '', established: true }]);
  });

  it('never throws on damage or on any bytes', () => {
    survivesDamage(TLS12, {}, 400);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (bytes) => {
        replay([
          ['>', concat(hex('160301'), bytes)],
          ['<', tlsRecords(22, bytes)],
        ]);
        replay([
          ['>', tlsRecords(22, handshake(1, bytes))],
          ['<', tlsRecords(22, handshake(2, bytes))],
        ]);
        return true;
      }),
      { numRuns: 500 },
    );
  });
});

describe('certificates', () => {
  it('are null when they do not parse or are too large', () => {
    expect(readCertificate(ascii('no certificate'))).toBeNull();
    expect(readCertificate(new Uint8Array(100_000))).toBeNull();
    expect(readCertificate(CERTIFICATE.subarray(0, 200))).toBeNull();
  });
});
