import { describe, expect, it } from 'vitest';
import { findParser } from './find-parser.ts';

const electron = { electron: '45.0.0' };
const node = process.execPath;

describe('findParser', () => {
  it('runs the sources, or what was built, under the Node at work', () => {
    expect(findParser('/m', true, {}, {}, '/n')).toEqual({
      node: '/n',
      entry: '/m/app/parser/parser.ts',
      codeRoot: '/m',
    });
    expect(findParser('/m', false, {}, {}, '/n')).toEqual({
      node: '/n',
      entry: '/m/dist/parser.js',
      codeRoot: '/m/dist',
    });
  });

  it('never runs Electron as Node', () => {
    expect(findParser('/m', false, { MIEN_NODE: node }, electron, '/electron').node).toBe(node);
    expect(() => findParser('/m', false, {}, electron, '/electron')).toThrow('no Node');
    expect(() => findParser('/m', false, { MIEN_NODE: '/gone' }, electron, '/electron')).toThrow('no Node');
  });

  it('finds the parser of a package beside its archive and never trusts the environment for its Node', () => {
    expect(() => findParser('/r/app.asar', false, { MIEN_NODE: node }, electron)).toThrow('no Node');
    expect(findParser('/r/app.asar', false, {}, {}, '/n').entry).toBe('/r/app.asar.unpacked/dist/parser.js');
  });
});
