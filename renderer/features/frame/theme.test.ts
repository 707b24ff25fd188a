import { describe, expect, it } from 'vitest';
import { initialsOf } from './initials-of.ts';
import { resolveTheme } from './theme.ts';

describe('frame', () => {
  it.each([
    ['dark', true, 'dark'],
    ['light', false, 'light'],
    ['system', true, 'light'],
    ['system', false, 'dark'],
  ] as const)('theme %s where the system is light: %s', (theme, light, drawn) => {
    expect(resolveTheme(theme, light)).toBe(drawn);
  });
  it.each([
    ['maria rossi', 'MR'],
    ['m.rossi', 'MR'],
    ['root', 'RO'],
    ['', '?'],
  ])('initials of %s are %s', (user, initials) => expect(initialsOf(user)).toBe(initials));
});
