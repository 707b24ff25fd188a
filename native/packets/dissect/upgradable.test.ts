import { describe, expect, it } from 'vitest';
import type { Chunk } from './testing/replay.ts';
import { ascii, concat, hex, replay, survivesDamage } from './testing/replay.ts';
import { clientHelloBody, handshake, serverHello, tlsRecords } from './testing/tls-messages.ts';

const HELLO = tlsRecords(22, handshake(1, clientHelloBody({ sni: 'db.example' })));
const ANSWER = tlsRecords(22, serverHello(0x0304));

const POSTGRESQL: Chunk[] = [
  ['>', hex('00000008 04d2162f')],
  ['<', ascii('S')],
  ['>', HELLO],
  ['<', ANSWER],
];
const MYSQL: Chunk[] = [
  ['<', concat(hex('4a000000 0a'), ascii('8.0.36\0'), new Uint8Array(66))],
  ['>', concat(hex('20000001 85aeff19'), new Uint8Array(28), HELLO)],
  ['<', ANSWER],
];
const SOCKS: Chunk[] = [
  ['>', hex('050100')],
  ['<', hex('0500')],
  ['>', hex('05010001 01020304 01bb')],
  ['<', hex('05000001 00000000 0000')],
  ['>', HELLO],
  ['<', ANSWER],
];

describe('protocols that go over to TLS', () => {
  it.each([
    ['postgresql', POSTGRESQL],
    ['mysql', MYSQL],
    ['socks', SOCKS],
  ])('%s keeps its name and shows the hello', (service, chunks) => {
    expect(replay(chunks)).toMatchObject({ service, records: [{ kind: 'tls', sni: 'db.example', established: true }] });
    survivesDamage(chunks, {}, 100);
  });

  it('are let go when they stay as they are', () => {
    const plain = Array.from({ length: 20 }, (): Chunk => ['>', ascii('SELECT 1')]);
    expect(replay([...POSTGRESQL.slice(0, 2), ...plain, ['>', HELLO]])).toEqual({ service: 'postgresql', records: [] });
  });
});
