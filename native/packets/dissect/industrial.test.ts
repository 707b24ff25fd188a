import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chunk } from './testing/replay.ts';
import { concat, hex, holdsForAnyCut, replay, survivesDamage } from './testing/replay.ts';

const MODBUS_PORT = { dport: 502 } as const;

const MODBUS: Chunk[] = [
  ['>', concat(hex('0001 0000 0006 11 03 0000 0002'), hex('0002 0000 0006 11 05 0001 ff00'))],
  ['<', concat(hex('0001 0000 0007 11 03 04 0001 0002'), hex('0002 0000 0003 11 85 02'))],
  ['>', hex('0003 0000 0002 01 2b')],
];

const S7: Chunk[] = [
  ['>', hex('0300 0016 11e0 0000 0001 00 c1020100 c2020102 c0010a')],
  ['<', hex('0300 0016 11d0 0001 0002 00 c0010a c1020100 c2020102')],
  ['>', hex('0300 0019 02f080 32 01 0000 0000 0008 0000 f0 00 0001 0001 01e0')],
  ['<', hex('0300 001b 02f080 32 03 0000 0000 0008 0000 0000 f0 00 0001 0001 00f0')],
  ['>', hex('0300 0021 02f080 32 07 0000 0100 0008 0008 000112 04 11 44 01 00 ff09 0004 0011 0001')],
  ['>', hex('0300 0017 02f080 32 01 0000 0200 0006 0000 29 0000 000000')],
];

describe('modbus', () => {
  it('records each request with whether it met an exception, however cut', () => {
    const { service, records } = replay(MODBUS, MODBUS_PORT);
    expect(service).toBe('modbus');
    expect(
      records.map((record) => record.kind === 'modbus' && [record.unit, record.function, record.exception]),
    ).toEqual([
      [0x11, 3, false],
      [0x11, 5, true],
      [1, 0x2b, false],
    ]);
    holdsForAnyCut(MODBUS, MODBUS_PORT);
    survivesDamage(MODBUS, MODBUS_PORT);
  });

  it('is found on any port by the exact shape of a common request', () => {
    expect(replay([['>', hex('0001 0000 0006 11 03 0000 0002')]]).service).toBe('modbus');
    expect(replay([['>', hex('0001 0000 0007 11 03 0000 0002')]]).service).toBe('');
  });

  it('pairs by function where a client never changes its transaction id', () => {
    const chunks: Chunk[] = [
      ['>', hex('0000 0000 0002 01 07 0000 0000 0002 01 08')],
      ['<', hex('0000 0000 0003 01 88 01 0000 0000 0003 01 07 00')],
    ];
    const { records } = replay(chunks, MODBUS_PORT);
    expect(records.map((record) => record.kind === 'modbus' && [record.function, record.exception])).toEqual([
      [8, true],
      [7, false],
    ]);
  });

  it('bounds the records of a flow that polls all day, but not what is new in it', () => {
    const poll: Chunk = ['>', hex('0001 0000 0006 01 03 0000 0002')];
    const answer: Chunk = ['<', hex('0001 0000 0005 01 03 02 0001')];
    const day = Array.from({ length: 5000 }, () => [poll, answer]).flat();
    const { records } = replay([...day, ['>', hex('0001 0000 0006 01 05 0000 ff00')]], MODBUS_PORT);
    expect(records.length).toBe(2001);
    expect(records.at(-1)).toMatchObject({ function: 5 });
  });
});

describe('s7', () => {
  it('records messages with their function, however cut', () => {
    const { service, records } = replay(S7);
    expect(service).toBe('s7');
    expect(records.map((record) => record.kind === 's7' && [record.rosctr, record.function])).toEqual([
      [1, 0xf0],
      [3, 0xf0],
      [7, 0x401],
      [1, 0x29],
    ]);
    holdsForAnyCut(S7);
    survivesDamage(S7);
  });

  it('says cotp while nothing above it is known', () => {
    expect(replay(S7.slice(0, 2))).toEqual({ service: 'cotp', records: [] });
  });
});

describe('any bytes behind their headers', () => {
  it('never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
        replay([['>', concat(hex('0001 0000'), bytes)]], MODBUS_PORT);
        replay([['>', concat(hex('0300 0080 02f080 32'), bytes)]]);
        return true;
      }),
      { numRuns: 500 },
    );
  });
});
