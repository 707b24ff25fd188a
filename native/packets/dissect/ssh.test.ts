import { describe, expect, it } from 'vitest';
import type { Chunk } from './testing/replay.ts';
import { ascii, holdsForAnyCut, replay, survivesDamage } from './testing/replay.ts';

const chunks: Chunk[] = [
  ['<', ascii('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')],
  ['>', ascii('SSH-2.0-libssh_0.10\r\n')],
  ['<', ascii('\0\0\u0005\u00dc'.repeat(50))],
];

describe('ssh', () => {
  it('reads both identifications, whoever speaks first, however cut', () => {
    expect(replay(chunks)).toEqual({
      service: 'ssh',
      records: [{ kind: 'ssh', time: 1, client: 'SSH-2.0-libssh_0.10', server: 'SSH-2.0-OpenSSH_9.2p1 Debian-2' }],
    });
    holdsForAnyCut(chunks);
  });

  it('tells one side when the other never spoke', () => {
    expect(replay([['<', ascii('SSH-2.0-x\n')]]).records).toEqual([
      { kind: 'ssh', time: 1, client: '', server: 'SSH-2.0-x' },
    ]);
  });

  it('bounds a banner and survives damage', () => {
    const [record] = replay([['>', ascii(`SSH-2.0-${'x'.repeat(5000)}\n`)]]).records;
    expect(record?.kind === 'ssh' && record.client.length).toBe(255);
    survivesDamage(chunks);
  });
});
