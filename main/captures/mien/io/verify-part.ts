import { createHash } from 'node:crypto';
import type { MienPart, MienRemark } from '../session-file.ts';
import { readPart } from './read-part.ts';

/**
 * Compares a part with its checksum, reading it once; null when they agree or there is none to compare with.
 * @param signal stops early; nothing is said then
 */
export async function verifyPart(path: string, part: MienPart, signal?: AbortSignal): Promise<MienRemark | null> {
  if (part.sha256 === null) return null;
  const hash = createHash('sha256');
  try {
    for await (const chunk of readPart(path, part)) {
      if (signal?.aborted === true) return null;
      hash.update(chunk as Buffer);
    }
  } catch {
    return {
      code: 'damaged-part',
      text: `“${part.name}” is damaged and cannot be unpacked to its end.`,
      part: part.name,
      severity: 'error',
    };
  }
  if (hash.digest('hex') === part.sha256) return null;
  return {
    code: 'bad-checksum',
    text: `“${part.name}” is not what was saved: its checksum differs from the manifest's.`,
    part: part.name,
    severity: 'error',
  };
}
