import { describe, expect, it } from 'vitest';
import { makeInstallCommand } from './install-command.ts';

const uuid = '7f3a0c4e-0000-4000-8000-000000000001';

describe('command that installs the agent', () => {
  it.each([
    ['web-frontend-02', 'web-frontend-02'],
    ['two words', `'two words'`],
    ['$(reboot)', `'$(reboot)'`],
    ["it's", String.raw`'it'\''s'`],
    ['-rf', `'-rf'`],
    ['a\nreboot', uuid],
    ['a\u202Eb', uuid],
    ['a`reboot`', uuid],
    ['', uuid],
  ])('for %j ends in %s', (name, target) =>
    expect(makeInstallCommand(name, uuid)).toBe(`mien agent install ${target}`),
  );
});
