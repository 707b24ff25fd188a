import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KeptFile } from '../live/live-capture.ts';
import { appendSections } from './append-sections.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-append-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function copy(generation: number, content: string | null): KeptFile {
  const path = join(folder, `copy-${generation}`);
  if (content !== null) writeFileSync(path, content);
  const bytes = content?.length ?? 0;
  const name = `copy-${generation}`;
  return { generation, path, name, bytes, offset: 0, deflated: false, sha256: null, start: 1, end: 2, packets: 1 };
}

test('copies come to stand behind each other in their order, and are gone', async () => {
  const target = join(folder, 'target');
  const large = 'x'.repeat(300_000);
  const copies = [copy(1, 'one'), copy(2, large), copy(3, '')];
  await appendSections(copies, target);
  await appendSections([copy(4, 'four')], target);
  expect(readFileSync(target, 'latin1')).toBe(`one${large}four`);
  for (const { path } of copies) expect(existsSync(path)).toBe(false);
});

test('nothing to append makes no file', async () => {
  await appendSections([], join(folder, 'target'));
  expect(existsSync(join(folder, 'target'))).toBe(false);
});

test('one that cannot be read leaves what was appended before, and nothing of itself', async () => {
  const target = join(folder, 'target');
  const missing = copy(2, null);
  mkdirSync(missing.path);
  const last = copy(3, 'three');
  await expect(appendSections([copy(1, 'one'), missing, last], target)).rejects.toThrow();
  expect(readFileSync(target, 'latin1')).toBe('one');
  expect(existsSync(last.path)).toBe(true);
  await appendSections([last], target);
  expect(readFileSync(target, 'latin1')).toBe('onethree');
});
