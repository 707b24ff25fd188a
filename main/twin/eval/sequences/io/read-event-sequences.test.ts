import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readEventSequences } from './read-event-sequences.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-sequences-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('reads sequences by part, and leaves out what lacks one', async () => {
  writeFileSync(join(folder, 'storage_train'), 'job_1/task,63 92\njob_2/task,63\n\n');
  writeFileSync(join(folder, 'storage_test_normal'), 'job_3/task,1 2 3');
  writeFileSync(join(folder, 'storage_test_abnormal'), 'job_4/task,9\n');
  writeFileSync(join(folder, 'other_train'), 'job_1,1\n');
  writeFileSync(join(folder, 'README.md'), 'no sequence');
  expect(await readEventSequences(folder)).toEqual([
    {
      name: 'storage',
      traces: {
        training: [Uint16Array.of(63, 92), Uint16Array.of(63)],
        normal: [Uint16Array.of(1, 2, 3)],
        attacks: [{ family: 'storage', run: 1, calls: Uint16Array.of(9) }],
      },
    },
  ]);
});
