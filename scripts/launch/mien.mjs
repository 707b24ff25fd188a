import { join } from 'node:path';
import { build } from './build.mjs';
import { dist } from './places.mjs';
import { runToEnd } from './runtime.mjs';

/** Runs the `mien` command line, built first where its sources changed. */
export async function run(args) {
  // Only `serve` and `open` show the console.
  await build({ only: ['serve', 'open'].includes(args[0]) ? [] : ['programs'] });
  return runToEnd(process.execPath, [join(dist, 'cli.js'), ...args], { cwd: process.env.INIT_CWD ?? process.cwd() });
}
