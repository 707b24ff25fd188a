import { describe, expect, it } from 'vitest';
import type { Chunk } from './testing/replay.ts';
import { ascii, holdsForAnyCut, replay, survivesDamage } from './testing/replay.ts';

const STRATUM: Chunk[] = [
  ['>', ascii('{"id":1,"method":"mining.subscribe","params":["miner/1"]}\n')],
  ['<', ascii('{"id":1,"result":[["x"],"ab"],"error":null}\n{"id":null,"method":"mining.notify","params":["1"]}\n')],
  ['>', ascii('{"id":2,"method":"mining.authorize","params":["wallet.rig","x"]}\n')],
];

describe('mining', () => {
  it('reads Stratum with its worker, on any port, however cut', () => {
    const { service, records } = replay(STRATUM);
    expect(service).toBe('mining');
    expect(records.map((record) => record.kind === 'mining' && [record.method, record.login])).toEqual([
      ['mining.subscribe', ''],
      ['mining.notify', ''],
      ['mining.authorize', 'wallet.rig'],
    ]);
    holdsForAnyCut(STRATUM);
    survivesDamage(STRATUM);
  });

  it.each([
    [
      '{"worker":"w","jsonrpc":"2.0","params":["0xabc","x"],"id":2,"method":"eth_submitLogin"}\n',
      'eth_submitLogin',
      '0xabc',
    ],
    ['{"id":1,"method":"login","params":{"login":"4BC","pass":"x","agent":"a"}}\n', 'login', '4BC'],
    ['{"id":1,"method":"eth_getWork","params":[]}', 'eth_getWork', ''],
  ])('reads %s', (line, method, login) => {
    expect(replay([['>', ascii(line)]])).toMatchObject({ service: 'mining', records: [{ method, login }] });
  });

  it.each([
    '{"id":1,"method":"login","params":{"name":"x"}}\n',
    '{"method":"textDocument/didOpen"}\n',
    '{"a":1}\n',
    '{broken\n'.repeat(9),
    '{"method":5}\n',
  ])('gives no name to %s', (line) => {
    expect(replay([['>', ascii(line)]])).toEqual({ service: '', records: [] });
  });

  it('bounds the records and the log-in', () => {
    const line = `{"method":"mining.authorize","params":["${'w'.repeat(900)}"]}\n`;
    const { records } = replay([['>', ascii(line.repeat(300))]]);
    expect(records.length).toBe(64);
    expect(records[0]?.kind === 'mining' && records[0].login.length).toBe(128);
  });
});
