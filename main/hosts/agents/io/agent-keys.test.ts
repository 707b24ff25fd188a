import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAgentKeys } from './agent-keys.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('createAgentKeys', () => {
  it('gives each VM a key of its own, the same after a restart, and another elsewhere', () => {
    const keys = createAgentKeys(folder);
    expect(keys('a')).toHaveLength(32);
    expect(keys('a')).not.toEqual(keys('b'));
    expect(createAgentKeys(folder)('a')).toEqual(keys('a'));
    expect(createAgentKeys(join(folder, 'other'))('a')).not.toEqual(keys('a'));
  });

  it('lets nobody else read the secret', () => {
    createAgentKeys(folder);
    expect(statSync(join(folder, 'agent-key')).mode & 0o077).toBe(0);
  });

  it('makes a new secret where the file was cut short', () => {
    const before = createAgentKeys(folder)('a');
    truncateSync(join(folder, 'agent-key'), 3);
    const after = createAgentKeys(folder)('a');
    expect(after).not.toEqual(before);
    expect(createAgentKeys(folder)('a')).toEqual(after);
  });
});
