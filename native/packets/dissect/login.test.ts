import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import type { Chunk } from './testing/replay.ts';
import { ascii, concat, hex, holdsForAnyCut, replay, survivesDamage } from './testing/replay.ts';
import { clientHelloBody, handshake, tlsRecords } from './testing/tls-messages.ts';

const VERSION = ascii('RFB 003.008\n');

const TELNET: Chunk[] = [
  ['<', concat(hex('fffd18 fffd20 fffa1801fff0'), ascii('\r\nrouter login: '))],
  ['>', concat(hex('fffb18'), ascii('roxy\x08\x7fot\r\n'))],
  ['<', ascii('root\r\nPassword: ')],
  ['>', ascii('12345\r\n')],
  ['<', ascii('\r\nLogin incorrect\r\nrouter login: ')],
  ['>', ascii('admin\r\n')],
  ['<', ascii('admin\r\nPassword: ')],
  ['>', ascii('admin\r\n')],
  ['<', ascii('\r\n\r\nBusyBox v1.1 built-in shell (ash)\r\n# ')],
  ['>', ascii('cat /proc/mounts\r\n')],
];

const POP3: Chunk[] = [
  ['<', ascii('+OK ready\r\n')],
  ['>', ascii('USER me\r\n')],
  ['<', ascii('+OK\r\n')],
  ['>', ascii('PASS hidden\r\n')],
  ['<', ascii('-ERR no\r\n')],
  ['>', ascii('AUTH PLAIN\r\n')],
  ['<', ascii('+ \r\n')],
  ['>', ascii(`${Buffer.from('\0you\0hidden').toString('base64')}\r\n`)],
  ['<', ascii('+OK in\r\n')],
];

const IMAP: Chunk[] = [
  ['<', ascii('* OK IMAP4rev1\r\n')],
  ['>', ascii('a1 LOGIN "me@example.com" hidden\r\n')],
  ['<', ascii('* CAPABILITY x\r\na1 OK in\r\n')],
  ['>', ascii('a2 LOGIN other hidden\r\n')],
  ['<', ascii('a2 NO no\r\n')],
];

const VNC: Chunk[] = [
  ['<', VERSION],
  ['>', VERSION],
  ['<', hex('02 01 02')],
  ['>', hex('02')],
  ['<', new Uint8Array(16).fill(5)],
  ['>', new Uint8Array(16).fill(6)],
  ['<', hex('00000001')],
];

const RDP: Chunk[] = [
  ['>', concat(hex('0300 002b 26e00000000000'), ascii('Cookie: mstshash=Admin\r\n'), hex('0100080003000000'))],
  ['<', hex('0300 0013 0ed000001234000200080001000000')],
  ['>', tlsRecords(22, handshake(1, clientHelloBody({ sni: 'rdp.example' })))],
];

function logins(chunks: readonly Chunk[]): unknown[] {
  return replay(chunks)
    .records.filter((record) => record.kind === 'login')
    .map(({ protocol, user, ok }) => [protocol, user, ok]);
}

describe('log-in dialogues', () => {
  it.each<[string, Chunk[], unknown[]]>([
    [
      'telnet',
      TELNET,
      [
        ['telnet', 'root', false],
        ['telnet', 'admin', true],
      ],
    ],
    [
      'pop3',
      POP3,
      [
        ['pop3', 'me', false],
        ['pop3', 'you', true],
      ],
    ],
    [
      'imap',
      IMAP,
      [
        ['imap', 'me@example.com', true],
        ['imap', 'other', false],
      ],
    ],
    ['vnc', VNC, [['vnc', '', false]]],
    ['rdp', RDP, [['rdp', 'Admin', null]]],
  ])('of %s tell user and outcome, however cut, and no secret', (service, chunks, expected) => {
    expect(logins(chunks)).toEqual(expected);
    expect(replay(chunks).service).toBe(service);
    expect(JSON.stringify(replay(chunks).records)).not.toContain('hidden');
    holdsForAnyCut(chunks, {}, 60);
    survivesDamage(chunks);
  });

  it('reads the older VNC, and one that asks for no password', () => {
    const old = ascii('RFB 003.003\n');
    expect(
      logins([
        ['<', VERSION],
        ['>', old],
        ['<', hex('00000002')],
        ['<', new Uint8Array(16)],
        ['>', new Uint8Array(16)],
        ['<', hex('00000000')],
      ]),
    ).toEqual([['vnc', '', true]]);
    expect(
      logins([
        ['<', VERSION],
        ['>', VERSION],
        ['<', hex('0101')],
        ['>', hex('01')],
        ['<', hex('00000000')],
      ]),
    ).toEqual([]);
  });

  it('knows telnet without negotiation by its prompt', () => {
    expect(
      replay([
        ['<', ascii('\r\nUsername: ')],
        ['>', ascii('a\r\n')],
        ['<', ascii('Password: ')],
        ['>', ascii('b\r\n')],
      ]),
    ).toMatchObject({
      service: 'telnet',
      records: [{ user: 'a', ok: null }],
    });
  });

  it('lets a long telnet session go once no prompt comes any more', () => {
    const flood = new Uint8Array(1024).fill(0x78);
    const chunks = Array.from({ length: 40 }, (): Chunk => ['<', flood]);
    expect(logins([...TELNET, ...chunks]).length).toBe(2);
  });

  it('reads the TLS inside RDP', () => {
    expect(replay(RDP).records).toMatchObject([{ kind: 'login' }, { kind: 'tls', sni: 'rdp.example' }]);
  });
});
