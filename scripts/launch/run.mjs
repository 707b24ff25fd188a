import { existsSync } from 'node:fs';
import { at } from './places.mjs';
import { runToEnd } from './runtime.mjs';
import { Stop } from './stop.mjs';

/** Runs one TypeScript file of the project with arguments, e.g. `run app/bench/run.ts --quick`. */
export async function run([file, ...args]) {
  if (file === undefined || !existsSync(at(file))) throw new Stop(`There is no ${file ?? 'file named'} to run.`);
  return runToEnd(process.execPath, ['--disable-warning=ExperimentalWarning', at(file), ...args], {
    cwd: process.env.INIT_CWD ?? process.cwd(),
  });
}
