import { describe, expect, it } from 'vitest';
import { ClientHello } from './client-hello.ts';
import { fingerprint } from './fingerprint.ts';
import { ja3, ja3Text } from './ja3.ts';
import { ja4 } from './ja4.ts';
import type { HelloParts } from './testing/tls-messages.ts';
import { clientHelloBody } from './testing/tls-messages.ts';

function read(parts: HelloParts): ClientHello {
  const body = clientHelloBody(parts);
  const hello = new ClientHello();
  expect(hello.read(body, 0, body.length)).toBe(true);
  return hello;
}

// The worked example of the JA4 specification: Chrome, GREASE and all.
const CHROME: HelloParts = {
  sni: 'example.com',
  alpn: ['h2', 'http/1.1'],
  ciphers: [
    0x0a0a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d,
    0x002f, 0x0035,
  ],
  empty: [0x1a1a, 0x0017, 0xff01, 0x0023, 0x0005, 0x0012, 0x0033, 0x002d, 0x001b, 0x4469, 0x0015, 0x2a2a],
  groups: [0x3a3a, 0x001d, 0x0017, 0x0018],
  formats: [0],
  signatures: [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601],
  versions: [0x4a4a, 0x0304, 0x0303],
};

describe('ja4', () => {
  it("gives the specification's own example", () => {
    expect(ja4(read(CHROME), 't')).toBe('t13d1516h2_8daaf6152771_e5627efa2ab1');
  });

  it('is the same whatever the order of extensions', () => {
    const shuffled = { ...CHROME, empty: [...(CHROME.empty ?? [])].reverse() };
    expect(ja4(read(shuffled), 't')).toBe(ja4(read(CHROME), 't'));
    expect(ja3(read(shuffled))).not.toBe(ja3(read(CHROME)));
  });

  it.each<[string, HelloParts, 't' | 'q', string]>([
    ['no extension at all', { version: 0x0301, ciphers: [0x002f] }, 't', 't10i010000'],
    ['TLS 1.2 without a name', { ciphers: [0x002f, 0x0035], empty: [0x17] }, 't', 't12i020100'],
    ['a one-letter protocol', { sni: 'a', alpn: ['x'] }, 't', 't12d0102xx'],
    ['a protocol that does not print', { sni: 'a', alpn: ['\u00ab\u00cd'] }, 't', 't12d0102ad'],
    ['QUIC', { sni: 'a', alpn: ['h3'], versions: [0x0304] }, 'q', 'q13d0103h3'],
    ['SSL 3', { version: 0x0300, ciphers: [4] }, 't', 'ts3i010000'],
  ])('head of %s', (_name, parts, carrier, head) => {
    expect(ja4(read(parts), carrier).split('_')[0]).toBe(head);
  });

  it('writes twelve zeros for nothing to hash', () => {
    expect(ja4(read({ ciphers: [] }), 't')).toBe('t12i000000_000000000000_000000000000');
  });

  it('counts to 99 only', () => {
    const ciphers = Array.from({ length: 150 }, (_, index) => 0xc000 + index);
    expect(ja4(read({ ciphers }), 't').slice(4, 8)).toBe('9900');
  });
});

describe('ja3', () => {
  it.each<[string, HelloParts, string]>([
    [
      '769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0',
      {
        version: 769,
        sni: 'x',
        ciphers: [47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4],
        groups: [23, 24, 25],
        formats: [0],
      },
      'ada70206e40642a3e4461f35503241d5',
    ],
    [
      '769,4-5-10-9-100-98-3-6-19-18-99,,,',
      { version: 769, ciphers: [4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99] },
      'de350869b8c85de67a350c8d186f11e6',
    ],
  ])('of the published %s', (text, parts, digest) => {
    expect(ja3Text(read(parts))).toBe(text);
    expect(ja3(read(parts))).toBe(digest);
  });
});

describe('the cache', () => {
  it('gives what the fingerprints give, for equal and for different shapes', () => {
    for (let round = 0; round < 3; round++) {
      for (const parts of [
        CHROME,
        { ...CHROME, alpn: ['h3'] },
        { ciphers: [1, 2] },
        { ciphers: [2, 1] },
        { ciphers: [1], formats: [2] },
      ]) {
        const hello = read(parts);
        expect(fingerprint(hello, 't')).toMatchObject({ ja3: ja3(hello), ja4: ja4(hello, 't') });
        expect(fingerprint(hello, 'q').ja4).toBe(ja4(hello, 'q'));
      }
    }
  });
});
