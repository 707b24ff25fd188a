import { createReadStream } from 'node:fs';
import { pipeline, Readable, Transform, type TransformCallback } from 'node:stream';
import { constants, createInflateRaw } from 'node:zlib';
import type { MienPart } from '../session-file.ts';

/** Most bytes one deflated part may unpack to. */
export const MAX_UNPACKED = 8 * 1024 ** 3;
/** Deflate reaches 1,032 : 1 on zeros; logs and events stay far below this. */
const MAX_RATIO = 400;
/** Below this size the ratio says nothing. */
const FREE_BYTES = 16 * 1024 * 1024;

/** The part unpacks to more than is allowed; what came before was delivered. */
export class UnpackLimitError extends Error {
  override name = 'UnpackLimitError';
}

/**
 * The content of a part as a stream. A deflated part that breaks off ends where it does; a damaged one, or one that
 * unpacks beyond the limits ({@link UnpackLimitError}), fails after what is good.
 */
export function readPart(path: string, part: Pick<MienPart, 'offset' | 'length' | 'stored'>): Readable {
  if (part.length === 0) return Readable.from([]);
  const source = createReadStream(path, { start: part.offset, end: part.offset + part.length - 1 });
  if (part.stored) return source;
  const limit = limitBytes(Math.min(MAX_UNPACKED, Math.max(FREE_BYTES, part.length * MAX_RATIO)));
  // With this flush mode a cut stream is no error: what could be unpacked is delivered.
  return pipeline(source, createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH }), limit, () => undefined);
}

function limitBytes(most: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      bytes += chunk.length;
      if (bytes > most) done(new UnpackLimitError(`more than ${most} bytes`));
      else done(null, chunk);
    },
  });
}

/** A small part as a whole; null when it is damaged or larger than `most` bytes. */
export async function readSmallPart(
  path: string,
  part: Pick<MienPart, 'offset' | 'length' | 'stored'>,
  most: number,
): Promise<Buffer | null> {
  if (part.stored && part.length > most) return null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of readPart(path, part)) {
      const piece = chunk as Buffer;
      bytes += piece.length;
      if (bytes > most) return null;
      chunks.push(piece);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks);
}
