import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { KeptFile } from '../live/live-capture.ts';

/**
 * Puts copies of ring files behind each other and removes them. Sections of one pcapng follow each other: read again,
 * flows go on over them as they did live.
 */
export async function appendSections(copies: readonly KeptFile[], target: string): Promise<void> {
  for (const { path } of copies) {
    await pipeline(createReadStream(path), createWriteStream(target, { flags: 'a', mode: 0o600 }));
    rmSync(path, { force: true });
  }
}
