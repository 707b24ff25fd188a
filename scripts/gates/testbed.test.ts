import { describe, expect, it } from 'vitest';
import { findLack } from './testbed.mjs';

describe('the live suite', () => {
  const able = { platform: 'linux' as const, getuid: () => 0, find: () => true };

  it('runs where there is Linux, root and apt, and names what is not', () => {
    expect(findLack(able)).toBeNull();
    expect(findLack({ ...able, platform: 'darwin' as const })).toBe('Linux');
    expect(findLack({ ...able, getuid: () => 1000 })).toContain('root');
    expect(findLack({ ...able, find: () => false })).toContain('Debian');
  });
});
