import { Buffer } from 'node:buffer';
import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveClientKeys, findQuicVersion, headerMask } from './quic-keys.ts';
import type { Chunk } from './testing/replay.ts';
import { concat, hex, replay, survivesDamage } from './testing/replay.ts';
import { clientHelloBody, handshake, number16 } from './testing/tls-messages.ts';

const UDP = { transport: 'udp', sport: 50_000, dport: 443 } as const;
// The connection id of RFC 9001's appendix.
const CONNECTION_ID = hex('8394c8f03e515708');

function toHex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex');
}

function varint(value: number): Uint8Array {
  return number16(0x4000 | value);
}

function cryptoFrame(offset: number, data: Uint8Array): Uint8Array {
  return concat(Uint8Array.from([6]), varint(offset), varint(data.length), data);
}

/** A client's Initial packet of a version around frames, sealed and padded to 1,200 bytes. */
function initial(
  version: number,
  frames: Uint8Array,
  number: number,
  destination = CONNECTION_ID,
  keyId = CONNECTION_ID,
): Uint8Array {
  const known = findQuicVersion(version);
  if (known === null) throw new Error('unknown version');
  const keys = deriveClientKeys(known, keyId);
  const plain = concat(frames, new Uint8Array(Math.max(0, 1140 - frames.length)));
  const head = concat(
    Uint8Array.from([0xc0 | (known.initial << 4) | 1]),
    number16(version >>> 16),
    number16(version & 0xffff),
    Uint8Array.from([destination.length]),
    destination,
    hex('00 00'),
    varint(2 + plain.length + 16),
  );
  const header = concat(head, number16(number));
  const nonce = keys.iv.slice();
  nonce[11] = (nonce[11] ?? 0) ^ (number & 255);
  nonce[10] = (nonce[10] ?? 0) ^ (number >> 8);
  const cipher = createCipheriv('aes-128-gcm', keys.key, nonce);
  cipher.setAAD(header);
  const sealed = concat(cipher.update(plain), cipher.final(), cipher.getAuthTag());
  const packet = concat(header, sealed);
  const mask = headerMask(keys.hp, packet.subarray(head.length + 4, head.length + 20));
  packet[0] = (packet[0] ?? 0) ^ ((mask[0] ?? 0) & 15);
  packet[head.length] = (packet[head.length] ?? 0) ^ (mask[1] ?? 0);
  packet[head.length + 1] = (packet[head.length + 1] ?? 0) ^ (mask[2] ?? 0);
  return packet;
}

const HELLO = handshake(
  1,
  clientHelloBody({ sni: 'quic.example', alpn: ['h3'], versions: [0x0304], ciphers: [0x1301] }),
);
const HANDSHAKE_ANSWER = concat(hex('e0 00000001 00 08 0102030405060708'), varint(40), new Uint8Array(40));

describe('quic keys', () => {
  it('are those of the appendix of RFC 9001', () => {
    const version = findQuicVersion(1);
    const keys = version === null ? null : deriveClientKeys(version, CONNECTION_ID);
    expect(toHex(keys?.key)).toBe('1f369613dd76d5467730efcbe3b1a22d');
    expect(toHex(keys?.iv)).toBe('fa044b2f42a3fd3b46fb255c');
    expect(toHex(keys?.hp)).toBe('9f50449e04a0e810283a1e9933adedd2');
    const mask = headerMask(keys?.hp ?? new Uint8Array(16), hex('d1b1c98dd7689fb8ec11d242b123dc9b'));
    expect(toHex(mask).slice(0, 10)).toBe('437b9aec36');
  });
});

describe('quic', () => {
  it.each([1, 0x6b3343cf, 0xff00001d])('reads the ClientHello of version %i', (version) => {
    const { service, records } = replay([['>', initial(version, cryptoFrame(0, HELLO), 0)]], UDP);
    expect(service).toBe('quic');
    expect(records).toMatchObject([
      { kind: 'tls', sni: 'quic.example', alpn: ['h3'], version: 'TLS 1.3', established: false },
    ]);
    expect(records[0]?.kind === 'tls' && records[0].ja4.startsWith('q13d0103h3_')).toBe(true);
  });

  it('puts a hello together from frames out of order over several packets, past pings and acknowledgements', () => {
    const first = concat(hex('01 02 0a00 00 00'), cryptoFrame(60, HELLO.slice(60)), cryptoFrame(0, HELLO.slice(0, 20)));
    const chunks: Chunk[] = [
      ['>', initial(1, first, 0)],
      ['>', initial(1, cryptoFrame(15, HELLO.slice(15, 70)), 300)],
      ['<', HANDSHAKE_ANSWER],
    ];
    expect(replay(chunks, UDP).records).toMatchObject([{ sni: 'quic.example', established: true }]);
  });

  it('takes new keys after a Retry', () => {
    const next = hex('1112131415161718');
    const retry = concat(hex('f0 00000001 00 08'), next, new Uint8Array(40));
    const chunks: Chunk[] = [
      ['>', initial(1, cryptoFrame(9, HELLO.slice(9, 20)), 0)],
      ['<', retry],
      ['>', initial(1, cryptoFrame(0, HELLO), 1, next, next)],
    ];
    expect(replay(chunks, UDP).records).toMatchObject([{ sni: 'quic.example', established: false }]);
  });

  it('names what it cannot open', () => {
    const packet = initial(1, cryptoFrame(0, HELLO), 0);
    packet[500] = (packet[500] ?? 0) ^ 1;
    expect(replay([['>', packet]], UDP)).toEqual({ service: 'quic', records: [] });
  });

  it('survives damage, and any frames inside', () => {
    survivesDamage(
      [
        ['>', initial(1, cryptoFrame(0, HELLO), 0)],
        ['<', HANDSHAKE_ANSWER],
      ],
      UDP,
      100,
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (frames) => {
        replay(
          [
            ['>', initial(1, frames, 0)],
            ['<', frames.length === 0 ? HANDSHAKE_ANSWER : frames],
          ],
          UDP,
        );
        return true;
      }),
      { numRuns: 100 },
    );
  });
});
