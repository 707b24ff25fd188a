import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../main/engine.ts';
import type { Session } from '../../main/captures/session.ts';
import { startEngine } from '../start-engine.ts';

/**
 * Reads files to their end with an engine of its own, whose memory is thrown away: the command line gives the same
 * answer whatever the console remembers.
 */
export async function withSession<T>(
  files: readonly string[],
  use: (session: Session, engine: Engine) => Promise<T> | T,
  prepare: (engine: Engine) => Promise<void> = async () => {},
): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'mien-'));
  const engine = startEngine('browser', home);
  try {
    await prepare(engine);
    return await use(await engine.openAndRead(files), engine);
  } finally {
    await engine.close();
    rmSync(home, { recursive: true, force: true });
  }
}
