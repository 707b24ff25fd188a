import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Engine } from '../../main/engine.ts';
import { openFirst } from '../open-first.ts';
import { serve } from './serve.ts';

/** What the headless shell is started with. */
export interface StartOptions {
  engine: Engine;
  /** Folder of the built console. */
  renderer: string;
  /** Folder where Mien keeps what it remembers. */
  state: string;
  /** Files, folders and addresses to open first; the sample where there are none. */
  targets: readonly string[];
  port: number;
  /** Where the links go, one line each. */
  say: (line: string) => void;
}

/** Serves the console until the process is told to end; each line on standard input asks for another link. */
export async function startHeadless({ engine, renderer, state, targets, port, say }: StartOptions): Promise<void> {
  if (!existsSync(join(renderer, 'index.html'))) throw new Error(`The console is not built: ${renderer} is missing.`);
  const server = await serve({ engine, renderer, uploads: join(state, 'uploads'), port });
  const lines = createInterface({ input: process.stdin });
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  say(`Mien is at ${server.createLink()}`);
  if (process.stdin.isTTY) say('The link opens once; press Enter for another, Ctrl+C to end.');
  lines.on('line', () => say(`Mien is at ${server.createLink()}`));
  const problem = await openFirst(engine, targets);
  if (problem !== '') say(problem);
  await ended;
  lines.close();
  await server.close();
  await engine.close();
}
