import { readFile, rm } from 'node:fs/promises';
import { startParserChild } from '../../captures/io/parser-child.ts';
import type { ParserProgram } from '../../captures/io/parser-process.ts';
import { frameKind } from '../../captures/frames.ts';
import { FeedRefused } from '../feed-format.ts';
import { decodeFeed, type KeptFeed, PackDamaged } from '../pack-file.ts';
import { z } from 'zod';

const FROM = 3;
const TO = 4;
/** Longest that reading a feed may take, milliseconds, and the heap it may take, MiB. */
const PATIENCE = 120_000;
const HEAP = 640;

const replySchema = z.object({ type: z.literal('feed'), refused: z.string().max(2000), next: z.string().max(2000) });

/** What a feed is read with. */
export interface Reading {
  /** Path of what was fetched. */
  file: string;
  /** Path that what it says is written to. */
  into: string;
  name: string;
  format?: string | undefined;
  warning: boolean;
}

/**
 * Reads a feed where there is neither a network nor a secret to reach: in the parsing child. What the child wrote down is
 * checked before it is believed to be a feed at all.
 * @returns what it says, and where the next page of it begins
 * @throws {FeedRefused} in a sentence, where it is no feed or cannot be read within its bounds
 */
export async function readFeedInChild(
  program: ParserProgram,
  reading: Reading,
  signal: AbortSignal,
): Promise<{ feed: KeptFeed; next: string }> {
  const replies: z.infer<typeof replySchema>[] = [];
  const child = await startParserChild(
    program,
    [
      { path: reading.file, flags: 'r' },
      { path: reading.into, flags: 'w+' },
    ],
    (kind, payload) => {
      if (kind === frameKind.json) replies.push(replySchema.parse(JSON.parse(Buffer.from(payload).toString('utf8'))));
    },
    () => {},
    HEAP,
  );
  let late = false;
  const end = (): void => void child.process.kill('SIGKILL');
  const timer = setTimeout(() => {
    late = true;
    end();
  }, PATIENCE);
  signal.addEventListener('abort', end);
  try {
    const { name, format, warning } = reading;
    child.ask({ op: 'feed', from: FROM, to: TO, name, ...(format === undefined ? {} : { format }), warning });
    await child.ended.catch((problem: unknown) => {
      signal.throwIfAborted();
      if (late) throw new FeedRefused(`Reading it took longer than ${PATIENCE / 1000} s.`);
      throw new FeedRefused(`It could not be read: ${problem instanceof Error ? problem.message.slice(0, 300) : ''}`);
    });
    const [reply] = replies;
    if (reply === undefined) throw new FeedRefused('The reader said nothing.');
    if (reply.refused !== '') throw new FeedRefused(reply.refused);
    return { feed: decodeFeed(await readFile(reading.into)), next: reply.next };
  } catch (problem) {
    await rm(reading.into, { force: true });
    // The child is not believed: what makes no sense is no feed.
    if (problem instanceof PackDamaged) throw new FeedRefused(`Reading it went wrong: ${problem.message}`);
    throw problem;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}
