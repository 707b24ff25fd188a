import { createReadStream, createWriteStream, existsSync, rmSync, statSync, truncateSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { KeptFile } from '../live/live-capture.ts';

/**
 * Puts copies of ring files behind each other and removes them. Sections of one pcapng follow each other: read again,
 * flows go on over them as they did live.
 * @throws where one cannot be read or written whole; nothing of it is left in the target then
 */
export async function appendSections(copies: readonly KeptFile[], target: string): Promise<void> {
  for (const { path } of copies) {
    const before = existsSync(target) ? statSync(target).size : 0;
    try {
      await pipeline(createReadStream(path), createWriteStream(target, { flags: 'a', mode: 0o600 }));
    } catch (problem) {
      if (existsSync(target)) truncateSync(target, before);
      throw problem;
    }
    rmSync(path, { force: true });
  }
}
