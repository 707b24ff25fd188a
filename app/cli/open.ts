import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { applicationRoot } from '../application-root.ts';

/** `mien open [FILE…]`: the console on these files, in its own window where there is one to have. */
export async function runOpen(files: string[]): Promise<void> {
  const launcher = join(applicationRoot(), 'scripts', 'launch.mjs');
  const targets = files.map((file) => (/^[a-z][a-z0-9+.-]+:\/\//i.test(file) ? file : resolve(file)));
  const child = spawn(process.execPath, [launcher, 'start', ...targets], { stdio: 'inherit' });
  process.exitCode = await new Promise<number>((done) => {
    child.on('exit', (code) => done(code ?? 1));
  });
}
