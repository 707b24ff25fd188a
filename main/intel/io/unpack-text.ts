import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { FeedRefused } from '../feed-format.ts';

/** Most text of a feed, bytes: what is packed stops here too. */
const MOST_TEXT = 128 * 2 ** 20;

/** Text of a feed, unpacked where it begins as gzip does. @throws {FeedRefused} beyond the bound, or where it cannot be unpacked */
export async function unpackText(source: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const gather = async (parts: AsyncIterable<Buffer>): Promise<void> => {
    for await (const part of parts) {
      bytes += part.length;
      if (bytes > MOST_TEXT) throw new FeedRefused(`It unpacks to more than ${MOST_TEXT / 2 ** 20} MiB.`);
      chunks.push(part);
    }
  };
  const head = await readHead(source);
  const isPacked = head[0] === 0x1f && head[1] === 0x8b;
  if (head.length > 0) source.unshift(head);
  try {
    if (isPacked) await pipeline(source, createGunzip(), gather);
    else await pipeline(source, gather);
  } catch (problem) {
    const code = problem instanceof Error && 'code' in problem ? String(problem.code) : '';
    if (code.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE')
      throw new FeedRefused('It is a damaged gzip file.');
    throw problem;
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text.includes('\u{0}')) throw new FeedRefused('It is no text.');
  return text;
}

async function readHead(source: Readable): Promise<Buffer> {
  for (;;) {
    const head = source.read() as Buffer | null;
    if (head !== null) return head;
    if (source.readableEnded) return Buffer.alloc(0);
    const over = await new Promise<boolean>((resolve, reject) => {
      const settle = (ended: boolean) => () => {
        source.off('readable', onReadable).off('end', onEnd).off('error', reject);
        resolve(ended);
      };
      const onReadable = settle(false);
      const onEnd = settle(true);
      source.on('readable', onReadable).on('end', onEnd).on('error', reject);
    });
    if (over) return Buffer.alloc(0);
  }
}
