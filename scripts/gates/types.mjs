import { existsSync } from 'node:fs';
import { at } from '../launch/places.mjs';
import { runTool } from './tool.mjs';

const projects = ['shared', 'native', 'main', 'app', 'renderer', 'e2e', 'scripts', 'tsconfig.tests.json'];

/** Checks the types of each layer by its own configuration: what a layer may see is part of that. */
export async function run() {
  const outcome = { passed: 0, failed: 0, output: '' };
  for (const project of projects.filter((name) => existsSync(at(name)))) {
    const { code, output } = await runTool('typescript-native/bin/tsc', [
      '--noEmit',
      '--pretty',
      'false',
      '-p',
      project,
    ]);
    outcome[code === 0 ? 'passed' : 'failed'] += 1;
    if (code !== 0) outcome.output += `${project}:\n${output}`;
  }
  return outcome;
}
