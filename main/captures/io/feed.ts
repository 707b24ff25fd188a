import { createReadStream, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { createGunzip, createInflateRaw } from 'node:zlib';
import type { ParserFile } from '../parser-messages.ts';

/** A quarter of a MiB stays in a core's own cache while it is parsed. */
const chunkBytes = 256 * 1024;
/** Pieces of what is played: so small that the play head is met within a few packets. */
const pacedBytes = 2048;
/** Real captures seldom shrink below a thirtieth; past this much output a greater ratio is a bomb. */
const bombRatio = 200;
const bombFromBytes = 256 * 2 ** 20;

/** How a feeding ended. */
export type FeedEnd = 'end' | 'stopped' | 'cut-compression' | 'compression-bomb';

/**
 * Takes a piece (overwritten afterwards) and the bytes of the file read so far; false ends feeding. It may wait:
 * nothing more is read meanwhile.
 */
export type Taker = (chunk: Buffer, read: number) => Promise<boolean>;

/** First bytes of a file, `length` at most. */
export function readHead(file: ParserFile, length: number): Buffer {
  const head = Buffer.alloc(Math.min(length, file.length));
  let at = 0;
  while (at < head.length) {
    const bytesRead = readSync(file.descriptor, head, at, head.length - at, file.offset + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return head.subarray(0, at);
}

/**
 * Hands a file over piece by piece; between two pieces whoever waits gets a turn, so a request to stop is heard.
 */
export async function feedPlain(file: ParserFile, take: Taker, paced = false): Promise<FeedEnd> {
  const size = paced ? pacedBytes : chunkBytes;
  const chunk = Buffer.allocUnsafeSlow(size);
  let done = 0;
  while (done < file.length) {
    // The child has nothing else to do meanwhile: a thread that reads for it would only cost the hand-over.
    const wanted = Math.min(size, file.length - done);
    const bytesRead = readSync(file.descriptor, chunk, 0, wanted, file.offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
    await setImmediate();
    if (!(await take(chunk.subarray(0, bytesRead), done))) return 'stopped';
  }
  return 'end';
}

/** As {@link feedPlain} for a gzip file or a deflated part, unpacked; damage and bombs end it and are told. */
export async function feedCompressed(file: ParserFile, take: Taker, paced = false): Promise<FeedEnd> {
  const size = paced ? pacedBytes : chunkBytes;
  const source = createReadStream('', {
    fd: file.descriptor,
    autoClose: false,
    start: file.offset,
    end: Math.max(file.offset, file.offset + file.length - 1),
    highWaterMark: chunkBytes,
  });
  const unpacked = source.pipe(
    file.deflated ? createInflateRaw({ chunkSize: size }) : createGunzip({ chunkSize: size }),
  );
  source.on('error', (problem) => unpacked.destroy(problem));
  let written = 0;
  try {
    for await (const piece of unpacked) {
      const chunk = piece as Buffer;
      written += chunk.length;
      if (written > bombFromBytes && written > source.bytesRead * bombRatio) return 'compression-bomb';
      if (!(await take(chunk, source.bytesRead))) return 'stopped';
    }
    return 'end';
  } catch (problem) {
    const code = problem instanceof Error && 'code' in problem ? String(problem.code) : '';
    if (!code.startsWith('Z_')) throw problem;
    return 'cut-compression';
  } finally {
    source.destroy();
    unpacked.destroy();
  }
}
