import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { contract, type MienContract } from '../../../shared/contract/contract.ts';
import { createClient } from '../../../shared/rpc/client.ts';
import type { Client } from '../../../shared/rpc/procedure.ts';
import { createSocketChannel } from '../../../shared/rpc/socket-channel.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** A console that runs in a process of its own, and a page's view of it. */
export interface RunningConsole {
  client: Client<MienContract>;
  process: ChildProcess;
  /** Ends it as a person would. */
  close(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** Starts the console as it was built. @param home folder of its memory @param targets what it opens first */
export async function startConsole(home: string, targets: readonly string[] = []): Promise<RunningConsole> {
  const child = spawn(process.execPath, [join(root, 'dist', 'cli.js'), 'serve', ...targets], {
    env: { ...process.env, MIEN_HOME: home },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const link = await new Promise<URL>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the console ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const address = /http:\/\/127\.0\.0\.1:\S+/.exec(line)?.[0];
      if (address !== undefined) resolve(new URL(address));
    });
  });
  const cookie = (await fetch(link, { redirect: 'manual' })).headers.get('set-cookie')?.split(';')[0] ?? '';
  const socket = new WebSocket(`ws://${link.host}/rpc`, { headers: { cookie, origin: link.origin } });
  const client = createClient(contract, createSocketChannel(socket));
  await once(socket, 'open');
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve();
    child.kill(signal);
    await ended;
    socket.terminate();
  };
  return { client, process: child, close: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}
