import { expect, it } from 'vitest';
import { findHostProgram } from './find-host-program.ts';

it('finds the program beside the parser, from sources, built and packaged', () => {
  expect(findHostProgram('/m', true, {}, {}, '/n')).toEqual({ node: '/n', entry: '/m/app/host/host.ts' });
  expect(findHostProgram('/m', false, {}, {}, '/n')).toEqual({ node: '/n', entry: '/m/dist/host.js' });
  expect(findHostProgram('/r/app.asar', false, {}, {}, '/n').entry).toBe('/r/app.asar.unpacked/dist/host.js');
});

it('never runs Electron as Node', () => {
  expect(() => findHostProgram('/m', false, {}, { electron: '45.0.0' }, '/electron')).toThrow('no Node');
});
