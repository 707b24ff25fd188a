import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Engine } from '../../main/engine.ts';
import { startEngine } from '../start-engine.ts';

/** Options that commands which watch have in common. */
export interface WatchOptions {
  seconds?: string;
  capture: boolean;
  capturePrefix: string;
  connections?: boolean;
  collect?: string;
  agents?: boolean;
}

/**
 * Watches hosts with an engine of its own, whose memory is thrown away, until the person interrupts or the time is over.
 * @param use runs while hosts are watched; its signal aborts at the end
 */
export async function withWatch(
  uris: readonly string[],
  options: WatchOptions,
  use: (engine: Engine, session: string, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const seconds = options.seconds === undefined ? Number.POSITIVE_INFINITY : Number(options.seconds);
  if (!(seconds > 0)) throw new Refusal('invalid', `--seconds ${options.seconds ?? ''} is no time.`);
  const home = mkdtempSync(join(tmpdir(), 'mien-'));
  const engine = startEngine('browser', home);
  const over = new AbortController();
  const end = (): void => over.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  // Whoever read has seen enough (`… | head`).
  process.stdout.once('close', end);
  const timer = Number.isFinite(seconds) ? setTimeout(end, seconds * 1000) : null;
  try {
    const capturePrefix = options.capturePrefix.split(/\s+/).filter((word) => word !== '');
    const collector = options.collect === undefined ? undefined : readCollector(options.collect);
    let session = '';
    for (const uri of uris) {
      const added = await engine.handlers['host.add'](
        {
          uri,
          capture: options.capture,
          capturePrefix,
          flows: options.connections === true ? 'connections' : 'packets',
          agents: options.agents === true,
          ...(collector === undefined ? {} : { collector }),
        },
        over.signal,
      );
      if (session !== '' && session !== added.session)
        throw new Refusal('invalid', 'Simulated hosts are watched apart from real ones: name one kind.');
      ({ session } = added);
    }
    await use(engine, session, over.signal);
  } finally {
    if (timer !== null) clearTimeout(timer);
    await engine.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** `4739` or `127.0.0.1:4739` or `[::1]:4739`. @throws {Refusal} for anything else */
function readCollector(text: string): { address: string; port: number } {
  const [, six, four, port = ''] = /^(?:(?:\[([0-9a-f:]+)\]|([\d.]+)):)?(\d{1,5})$/i.exec(text) ?? [];
  if (port === '' || Number(port) < 1 || Number(port) > 65_535)
    throw new Refusal('invalid', `--collect ${text} is no address and port; write it like 127.0.0.1:4739.`);
  return { address: six ?? four ?? '127.0.0.1', port: Number(port) };
}
