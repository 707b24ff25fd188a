import { describe, expect, it } from 'vitest';
import { stateFolder } from './state-folder.ts';

describe('stateFolder', () => {
  it.each<[NodeJS.ProcessEnv, NodeJS.Platform, RegExp]>([
    [{ MIEN_HOME: '/x' }, 'linux', /^\/x$/],
    [{ XDG_STATE_HOME: '/s' }, 'linux', /^\/s\/mien$/],
    [{ XDG_STATE_HOME: '' }, 'linux', /\.local\/state\/mien$/],
    [{}, 'darwin', /Library\/Application Support\/Mien$/],
    [{ LOCALAPPDATA: '/l' }, 'win32', /^\/l\/Mien$/],
  ])('%j on %s', (environment, platform, expected) => {
    expect(stateFolder(environment, platform)).toMatch(expected);
  });
});
