import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A built console of its own, served to the browser of a test. */
export interface ServedConsole {
  /** A link that opens once; each browser context needs its own. */
  nextLink(): Promise<string>;
  /** Folder of its memory. */
  home: string;
  process: ChildProcess;
  stop(): Promise<void>;
}

/** Serves the console on `targets` (the sample where there are none) with a memory of its own. */
export async function serveConsole(targets: readonly string[] = []): Promise<ServedConsole> {
  const home = await mkdtemp(join(tmpdir(), 'mien-e2e-'));
  const server = spawn(process.execPath, [join(root, 'dist', 'cli.js'), 'serve', ...targets], {
    env: { ...process.env, MIEN_HOME: home },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const links: string[] = [];
  const waiting: ((link: string) => void)[] = [];
  const failing: ((error: Error) => void)[] = [];
  createInterface({ input: server.stdout }).on('line', (line) => {
    const link = /http:\/\/127\.0\.0\.1:\S+/.exec(line)?.[0];
    if (link === undefined) return;
    const first = waiting.shift();
    if (first === undefined) links.push(link);
    else first(link);
  });
  let isStopping = false;
  server.on('exit', (code, signal) => {
    // A page that finds nobody tells little; this tells what became of the console.
    if (!isStopping) console.error(`the console ended by itself: code ${code}, signal ${signal}`);
    for (const fail of failing) fail(new Error(`the console ended with ${code}`));
  });
  let isFirst = true;
  return {
    home,
    process: server,
    nextLink: () => {
      // The first comes unasked; a line asks for another.
      if (!isFirst) server.stdin.write('\n');
      isFirst = false;
      const ready = links.shift();
      if (ready !== undefined) return Promise.resolve(ready);
      return new Promise((resolve, reject) => {
        waiting.push(resolve);
        failing.push(reject);
      });
    },
    stop: async () => {
      isStopping = true;
      if (server.exitCode === null) {
        const ended = new Promise((resolve) => server.once('exit', resolve));
        server.kill('SIGTERM');
        await ended;
      }
      await rm(home, { recursive: true, force: true });
    },
  };
}
