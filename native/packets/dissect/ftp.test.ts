import { describe, expect, it } from 'vitest';
import type { Chunk } from './testing/replay.ts';
import { ascii, holdsForAnyCut, replay, survivesDamage } from './testing/replay.ts';

const SESSION: Chunk[] = [
  ['<', ascii('220-Welcome\r\n220-to FTP\r\n220 ready\r\n')],
  ['>', ascii('USER me\r\n')],
  ['<', ascii('331 password\r\n')],
  ['>', ascii('PASS secret word\r\n')],
  ['<', ascii('230-hello\r\n 230 inside\r\n226 also inside\r\n230 in\r\n')],
  ['>', ascii('PASV\r\n')],
  ['<', ascii('227 Entering Passive Mode (192,0,2,7,200,10).\r\n')],
  ['>', ascii('STOR stolen.zip\r\n')],
  ['<', ascii('150 go\r\n226 done\r\n')],
  ['>', ascii('EPSV\r\n')],
  ['<', ascii('229 Entering Extended Passive Mode (|||6446|)\r\n')],
  ['>', ascii('PORT 10,0,0,1,4,1\r\n')],
  ['<', ascii('200 ok\r\n')],
  ['>', ascii('EPRT |2|2001:db8::1|5282|\r\n')],
  ['<', ascii('200 ok\r\n')],
  ['>', ascii('QUIT\r\n')],
];

describe('ftp', () => {
  it('records each command with its reply, where data goes, and the log-in without its password', () => {
    const { service, records } = replay(SESSION);
    expect(service).toBe('ftp');
    const commands = records.filter((record) => record.kind === 'ftp');
    expect(
      commands.map(({ command, argument, code, dataAddress, dataPort }) => [
        command,
        argument,
        code,
        dataAddress,
        dataPort,
      ]),
    ).toEqual([
      ['USER', 'me', 331, '', 0],
      ['PASS', '', 230, '', 0],
      ['PASV', '', 227, '192.0.2.7', 51_210],
      ['STOR', 'stolen.zip', 226, '', 0],
      ['EPSV', '', 229, '', 6446],
      ['PORT', '10,0,0,1,4,1', 200, '10.0.0.1', 1025],
      ['EPRT', '|2|2001:db8::1|5282|', 200, '2001:db8::1', 5282],
      ['QUIT', '', 0, '', 0],
    ]);
    expect(records.filter((record) => record.kind === 'login')).toMatchObject([
      { protocol: 'ftp', user: 'me', ok: true },
    ]);
    expect(JSON.stringify(records)).not.toContain('secret');
  });

  it('tells a refused password, and an account that needs none', () => {
    expect(
      replay([
        ['<', ascii('220 ftp\r\n')],
        ['>', ascii('USER a\r\nPASS b\r\n')],
        ['<', ascii('331 x\r\n530 no\r\n')],
      ]).records,
    ).toContainEqual({ kind: 'login', protocol: 'ftp', time: 1, user: 'a', ok: false });
    expect(
      replay([
        ['<', ascii('220 ftp\r\n')],
        ['>', ascii('USER a\r\n')],
        ['<', ascii('230 in\r\n')],
      ]).records,
    ).toContainEqual({
      kind: 'login',
      protocol: 'ftp',
      time: 1,
      user: 'a',
      ok: true,
    });
  });

  it('gives the same however the stream is cut, and survives damage', () => {
    holdsForAnyCut(SESSION, {}, 100);
    survivesDamage(SESSION);
  });
});
