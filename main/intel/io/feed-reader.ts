import { readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { frameKind } from '../../captures/frames.ts';
import { startParserChild } from '../../captures/io/parser-child.ts';
import type { ParserProgram } from '../../captures/io/parser-process.ts';
import { FeedRefused } from '../feed-format.ts';
import { decodeFeed, type KeptFeed, PackDamaged } from '../pack-file.ts';

/** The first descriptor that a child finds open. */
const FIRST = 3;
/** Longest that reading one feed may take, milliseconds, and the heap it may take, MiB. */
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

/** What reading a feed gave: what it says and where its next page begins, or why it is none. */
export type FeedRead = { feed: KeptFeed; next: string } | FeedRefused;

/**
 * Reads a feed where there is neither a network nor a secret to reach: in the parsing child.
 * @returns what it says, and where the next page of it begins
 * @throws {FeedRefused} in a sentence, where it is no feed or cannot be read within its bounds
 */
export async function readFeedInChild(
  program: ParserProgram,
  reading: Reading,
  signal: AbortSignal,
): Promise<{ feed: KeptFeed; next: string }> {
  const [read] = await readFeedsInChild(program, [reading], signal);
  if (read === undefined) throw new Error('nothing was read');
  if (read instanceof FeedRefused) throw read;
  return read;
}

/**
 * Reads many feeds in as few children as can be: one after another in one, and what ends a child costs only itself. What a
 * child wrote down is checked before it is believed to be a feed at all.
 * @returns for each, in their order
 */
export async function readFeedsInChild(
  program: ParserProgram,
  readings: readonly Reading[],
  signal: AbortSignal,
): Promise<FeedRead[]> {
  const read: FeedRead[] = [];
  while (read.length < readings.length) {
    const left = readings.slice(read.length);
    const { replies, problem } = await askChild(program, left, signal);
    for (const [at, reply] of replies.entries()) read.push(await take(left[at] as Reading, reply));
    // The child ended over the first that it did not answer for.
    const culprit = left[replies.length];
    if (culprit === undefined) break;
    await rm(culprit.into, { force: true });
    read.push(problem ?? new FeedRefused('The reader said nothing.'));
  }
  return read;
}

async function askChild(
  program: ParserProgram,
  readings: readonly Reading[],
  signal: AbortSignal,
): Promise<{ replies: z.infer<typeof replySchema>[]; problem: FeedRefused | null }> {
  const replies: z.infer<typeof replySchema>[] = [];
  let late = false;
  let timer: NodeJS.Timeout | undefined;
  const child = await startParserChild(
    program,
    readings.flatMap(({ file, into }) => [
      { path: file, flags: 'r' as const },
      { path: into, flags: 'w+' as const },
    ]),
    (kind, payload) => {
      if (kind !== frameKind.json) return;
      if (replies.length === readings.length) throw new Error('It answered for more than it was given.');
      replies.push(replySchema.parse(JSON.parse(Buffer.from(payload).toString('utf8'))));
      wait();
    },
    () => {},
    HEAP,
  );
  const end = (): void => void child.process.kill('SIGKILL');
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      late = true;
      end();
    }, PATIENCE);
  };
  wait();
  signal.addEventListener('abort', end);
  try {
    child.ask({
      op: 'feed',
      feeds: readings.map(({ name, format, warning }, at) => ({
        from: FIRST + at * 2,
        to: FIRST + at * 2 + 1,
        name,
        ...(format === undefined ? {} : { format }),
        warning,
      })),
    });
    await child.ended;
    return { replies, problem: null };
  } catch (problem) {
    signal.throwIfAborted();
    const why = late
      ? `Reading it took longer than ${PATIENCE / 1000} s.`
      : `It could not be read: ${problem instanceof Error ? problem.message.slice(0, 300) : ''}`;
    return { replies, problem: new FeedRefused(why) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

async function take({ into }: Reading, { refused, next }: z.infer<typeof replySchema>): Promise<FeedRead> {
  try {
    if (refused !== '') throw new FeedRefused(refused);
    return { feed: decodeFeed(await readFile(into)), next };
  } catch (problem) {
    await rm(into, { force: true });
    if (problem instanceof FeedRefused) return problem;
    // The child is not believed: what makes no sense is no feed.
    if (problem instanceof PackDamaged) return new FeedRefused(`Reading it went wrong: ${problem.message}`);
    throw problem;
  }
}
