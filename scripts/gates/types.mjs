import { existsSync } from 'node:fs';
import { at } from '../launch/places.mjs';
import { runTool } from './tool.mjs';

const projects = ['shared', 'native', 'main', 'app', 'renderer', 'e2e', 'scripts', 'tsconfig.tests.json'];

/** Projects at a time; the compiler itself uses more than one core. */
const AT_ONCE = 2;

/** Checks the types of each layer by its own configuration: what a layer may see is part of that. */
export async function run() {
  const outcome = { passed: 0, failed: 0, output: '' };
  const waiting = projects.filter((name) => existsSync(at(name)));
  const work = async () => {
    for (let project = waiting.shift(); project !== undefined; project = waiting.shift()) {
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
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcome;
}
