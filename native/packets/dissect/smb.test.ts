import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chunk } from './testing/replay.ts';
import { ascii, concat, hex, holdsForAnyCut, replay, survivesDamage } from './testing/replay.ts';

const SVCCTL = '81bb7a36 4498 f135 ad32 98f038001003 02000000';
const NDR = '045d888aeb1cc9119fe808002b104860 02000000';
const BIND = hex(`05000b03 10000000 4800 0000 01000000 b810b810 00000000 01000000 0000 0100 ${SVCCTL} ${NDR}`);

function rpcRequest(opnum: number): Uint8Array {
  return concat(hex('05000003 10000000 2000 0000 02000000 00000000 0000'), number16(opnum), new Uint8Array(8));
}

function number16(value: number): Uint8Array {
  return Uint8Array.from([value & 255, value >> 8]);
}

function number32(value: number): Uint8Array {
  return concat(number16(value & 0xffff), number16(value >>> 16));
}

function utf16(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'utf16le'));
}

function framed(message: Uint8Array): Uint8Array {
  return concat(Uint8Array.from([0, message.length >> 16, (message.length >> 8) & 255, message.length & 255]), message);
}

/** An SMB2 header of a command; `status` makes it an answer. */
function smb2(command: number, id: number, body: Uint8Array, status: number | null = null): Uint8Array {
  const header = new Uint8Array(64);
  header.set(hex('fe534d42 4000'));
  header.set(number32(status ?? 0), 8);
  header.set(number16(command), 12);
  header[16] = status === null ? 0 : 1;
  header.set(number32(id), 24);
  return framed(concat(header, body));
}

const FILE = hex('0102030405060708 1112131415161718');

function ntlmAuthenticate(domain: string, user: string): Uint8Array {
  const [first, second] = [utf16(domain), utf16(user)];
  const field = (bytes: Uint8Array, at: number): Uint8Array =>
    concat(number16(bytes.length), number16(bytes.length), number32(at));
  return concat(
    ascii('NTLMSSP\0'),
    number32(3),
    new Uint8Array(16),
    field(first, 64),
    field(second, 64 + first.length),
    new Uint8Array(16),
    number32(1),
    first,
    second,
  );
}

function setup(blob: Uint8Array): Uint8Array {
  return concat(hex('1900 00 01 00000000 00000000 5800'), number16(blob.length), new Uint8Array(8), blob);
}

function createResponse(): Uint8Array {
  return concat(hex('5900'), new Uint8Array(62), FILE, new Uint8Array(8));
}

function pathRequest(fixed: number, at: number, text: string): Uint8Array {
  const name = utf16(text);
  const body = new Uint8Array(fixed);
  body.set(number16(64 + fixed), at);
  body.set(number16(name.length), at + 2);
  return concat(body, name);
}

function write(data: Uint8Array): Uint8Array {
  return concat(
    hex('3100'),
    number16(64 + 48),
    number32(data.length),
    new Uint8Array(8),
    FILE,
    new Uint8Array(16),
    data,
  );
}

function transceive(data: Uint8Array): Uint8Array {
  return concat(hex('3900 0000 17c01100'), FILE, number32(64 + 56), number32(data.length), new Uint8Array(24), data);
}

const SMB2: Chunk[] = [
  ['>', smb2(0, 0, new Uint8Array(36))],
  ['<', smb2(0, 0, concat(hex('4100 0100 1103'), new Uint8Array(60)), 0)],
  ['>', smb2(1, 1, setup(concat(ascii('xxNTLMSSP\0'), number32(1), new Uint8Array(40))))],
  ['<', smb2(1, 1, new Uint8Array(9), 0xc0000016)],
  ['>', smb2(1, 2, setup(concat(hex('a182'), ntlmAuthenticate('CORP', 'alice'))))],
  ['<', smb2(1, 2, new Uint8Array(9), 0)],
  ['>', smb2(3, 3, pathRequest(8, 4, '\\\\srv\\IPC$'))],
  ['<', smb2(3, 3, new Uint8Array(16), 0)],
  ['>', smb2(5, 4, pathRequest(56, 44, 'svcctl'))],
  ['<', concat(smb2(5, 4, new Uint8Array(9), 0x103), smb2(5, 4, createResponse(), 0))],
  ['>', smb2(9, 5, write(BIND))],
  ['<', smb2(9, 5, new Uint8Array(17), 0)],
  ['>', concat(smb2(11, 6, transceive(rpcRequest(15))), smb2(11, 7, transceive(rpcRequest(12))))],
];

const EXPECTED = [
  ['negotiate', '', '0x00000000'],
  ['session-setup', 'CORP\\alice', '0x00000000'],
  ['tree-connect', '\\\\srv\\IPC$', '0x00000000'],
  ['create', 'svcctl', '0x00000000'],
  ['write', 'svcctl', '0x00000000'],
];

describe('smb 2 and 3', () => {
  it('reads user, share, pipe, and the service calls inside', () => {
    const { service, records } = replay(SMB2);
    expect(service).toBe('smb');
    expect(
      records.filter((record) => record.kind === 'smb').map(({ command, name, status }) => [command, name, status]),
    ).toEqual(EXPECTED);
    expect(records.findLast((record) => record.kind === 'smb')?.version).toBe(3);
    expect(records.filter((record) => record.kind === 'dcerpc')).toMatchObject([
      {
        interfaceId: '367abb81-9844-35f1-ad32-98f038001003',
        interfaceName: 'svcctl',
        opnum: 15,
        operation: 'OpenSCManagerW',
      },
      { interfaceName: 'svcctl', opnum: 12, operation: 'CreateServiceW' },
    ]);
  });

  it('gives the same however cut, and survives damage', () => {
    holdsForAnyCut(SMB2, {}, 80);
    survivesDamage(SMB2, {}, 400);
  });

  it('tells a refused log-in and an unanswered request', () => {
    const refused = replay([
      SMB2[4] ?? ['>', BIND],
      ['<', smb2(1, 2, new Uint8Array(9), 0xc000006d)],
      SMB2[6] ?? ['>', BIND],
    ]);
    expect(refused.records).toMatchObject([
      { name: 'CORP\\alice', status: '0xc000006d' },
      { command: 'tree-connect', status: '' },
    ]);
  });

  it('takes an SMB 2 answer to a negotiation that SMB 1 began', () => {
    const asked = framed(concat(hex('ff534d42 72'), new Uint8Array(27), hex('00 0500 02'), ascii('SMB 2.???\0')));
    expect(replay([['>', asked], SMB2[1] ?? ['<', BIND]]).records).toMatchObject([
      { command: 'negotiate', version: 3, status: '0x00000000' },
    ]);
  });

  it('names an encrypted session without records', () => {
    expect(replay([['>', framed(concat(hex('fd534d42'), new Uint8Array(80)))]])).toEqual({
      service: 'smb',
      records: [],
    });
  });
});

/** An SMB1 message: words and bytes of a command. */
function smb1(command: number, words: Uint8Array, bytes: Uint8Array, isResponse = false): Uint8Array {
  const header = new Uint8Array(32);
  header.set(hex('ff534d42'));
  header[4] = command;
  header[9] = isResponse ? 0x80 : 0;
  header[11] = 0x80;
  header[30] = 7;
  return framed(concat(header, Uint8Array.from([words.length / 2]), words, number16(bytes.length), bytes));
}

describe('smb 1', () => {
  it('reads user, share and pipe, and a call through a transaction', () => {
    const setupWords = new Uint8Array(26);
    const tree = concat(Uint8Array.from([0]), utf16('\\\\srv\\C$\0'), ascii('?????\0'));
    const transaction = new Uint8Array(32);
    const pipe = concat(Uint8Array.from([0]), utf16('\\PIPE\\\0'));
    const bind = concat(pipe, BIND);
    transaction.set(number16(BIND.length), 22);
    transaction.set(number16(32 + 1 + 32 + 2 + pipe.length), 24);
    transaction[28] = 0x26;
    const chunks: Chunk[] = [
      ['>', smb1(0x72, new Uint8Array(0), ascii('\u0002NT LM 0.12\0'))],
      ['>', smb1(0x73, setupWords, concat(Uint8Array.from([0]), utf16('bob\0'), utf16('CORP\0')))],
      ['<', smb1(0x73, new Uint8Array(6), new Uint8Array(0), true)],
      ['>', smb1(0x75, new Uint8Array(8), tree)],
      ['>', smb1(0xa2, new Uint8Array(48), concat(Uint8Array.from([0]), utf16('\\atsvc\0')))],
      ['>', smb1(0x25, transaction, bind)],
    ];
    const { service, records } = replay(chunks);
    expect(service).toBe('smb');
    const found = records
      .filter((record) => record.kind === 'smb')
      .map(({ command, name, version }) => [command, name, version]);
    expect(found).toContainEqual(['session-setup', 'CORP\\bob', 1]);
    expect(found).toContainEqual(['tree-connect', '\\\\srv\\C$', 1]);
    expect(found).toContainEqual(['create', '\\atsvc', 1]);
    expect(found).toContainEqual(['write', '', 1]);
    holdsForAnyCut(chunks);
    survivesDamage(chunks);
  });
});

describe('dce/rpc over tcp', () => {
  const chunks: Chunk[] = [
    ['>', BIND],
    ['>', concat(rpcRequest(24), rpcRequest(31))],
    ['>', rpcRequest(99)],
  ];
  it('names interface and operation on any port, however cut', () => {
    const { service, records } = replay(chunks);
    expect(service).toBe('dcerpc');
    expect(
      records.map((record) => record.kind === 'dcerpc' && [record.interfaceName, record.opnum, record.operation]),
    ).toEqual([
      ['svcctl', 24, 'CreateServiceA'],
      ['svcctl', 31, 'StartServiceA'],
      ['svcctl', 99, ''],
    ]);
    holdsForAnyCut(chunks);
    survivesDamage(chunks);
  });

  it('never throws on any bytes behind its header', () => {
    fc.assert(
      fc.property(fc.constantFrom(0, 11, 14), fc.uint8Array({ maxLength: 300 }), (type, bytes) => {
        replay([
          ['>', concat(hex('0500'), Uint8Array.from([type, 3]), hex('10000000 4001 0000'), bytes, new Uint8Array(300))],
        ]);
        return true;
      }),
      { numRuns: 300 },
    );
  });
});
