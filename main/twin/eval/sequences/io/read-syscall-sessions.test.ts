import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readSyscallSessions } from './read-syscall-sessions.ts';

const index = [
  { file: 'db-normal-1.txt', role: 'db', attack: null, onset_ms: null, end_ms: null, events: 3 },
  { file: 'db-miner-1.txt', role: 'db', attack: 'miner', onset_ms: 1.5, end_ms: 3 },
]
  .map((entry) => `${JSON.stringify(entry)}\n`)
  .join('');
const traces = {
  'db-normal-1.txt': '0.00 7 read 0 0\n0.10 9 write 1 0\n0.25 7 poll 0 0\n',
  'db-miner-1.txt': '0.00 7 read 0 0\n2.00 8 execve 0 1\n',
};
const wanted = [
  {
    file: 'db-normal-1.txt',
    role: 'db',
    attack: '',
    onset: Number.NaN,
    end: Number.NaN,
    threads: [
      { calls: Uint16Array.of(1, 3), times: Float64Array.of(0, 0.25), ofAttacker: false },
      { calls: Uint16Array.of(2), times: Float64Array.of(0.1), ofAttacker: false },
    ],
  },
  {
    file: 'db-miner-1.txt',
    role: 'db',
    attack: 'miner',
    onset: 1.5,
    end: 3,
    threads: [
      { calls: Uint16Array.of(1), times: Float64Array.of(0), ofAttacker: false },
      { calls: Uint16Array.of(4), times: Float64Array.of(2), ofAttacker: true },
    ],
  },
];
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-sessions-'));
  writeFileSync(join(folder, 'index.jsonl'), index);
  mkdirSync(join(folder, 'any'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function writeTraces(): void {
  for (const [name, text] of Object.entries(traces)) writeFileSync(join(folder, 'any', name), text);
}

it('reads files wherever they lie, thread by thread', async () => {
  writeTraces();
  expect(await readSyscallSessions(folder)).toEqual(wanted);
});

it('reads them from an archive', async () => {
  writeTraces();
  const { status } = spawnSync('tar', ['-cf', join(folder, 'traces.tar'), '-C', join(folder, 'any'), '.']);
  expect(status).toBe(0);
  rmSync(join(folder, 'any'), { recursive: true });
  expect(await readSyscallSessions(folder)).toEqual(wanted);
});

it('says which file or line is not as it should be', async () => {
  await expect(readSyscallSessions(folder)).rejects.toThrow('lacks db-normal-1.txt');
  writeTraces();
  writeFileSync(join(folder, 'any', 'db-miner-1.txt'), 'soon 7 read 0 0\n');
  await expect(readSyscallSessions(folder)).rejects.toThrow('soon 7 read');
});
