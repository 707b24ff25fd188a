import { createReadStream, writeSync } from 'node:fs';
import { z } from 'zod';
import { FeedRefused } from '../feed-format.ts';
import type { FeedReply, FeedRequest, FeedToRead } from '../feed-told.ts';
import { encodeFeed, type KeptFeed } from '../pack-file.ts';
import { readJson } from '../formats/json.ts';
import { readFeed } from '../read-feed.ts';
import { readRangeList, readWarningList, suitsWarningList } from '../warning-list.ts';
import { unpackText } from './unpack-text.ts';

/** Reads feeds in the child, one after another, and writes each down. */
export async function readFeedFiles({ feeds }: FeedRequest, reply: (reply: FeedReply) => void): Promise<void> {
  for (const feed of feeds) reply(await readFeedFile(feed));
}

async function readFeedFile(request: FeedToRead): Promise<FeedReply> {
  try {
    const text = await unpackText(createReadStream('', { fd: request.from, autoClose: false }));
    const encoded = encodeFeed(understand(text, request));
    for (let at = 0; at < encoded.length;) at += writeSync(request.to, encoded, at);
    return { type: 'feed', refused: '', next: nextOf(text, request) };
  } catch (problem) {
    if (problem instanceof FeedRefused) return { type: 'feed', refused: problem.message, next: '' };
    throw problem;
  }
}

function understand(text: string, { name, format, warning }: FeedToRead): KeptFeed {
  const nothing = { count: 0, examples: [] };
  if (warning || suitsWarningList(text)) {
    const list = warning && !suitsWarningList(text) ? readRangeList(name, text) : readWarningList(name, text);
    return {
      format: 'warning-list',
      pack: list.pack,
      vulnerabilities: [],
      rules: [],
      skipped: nothing,
      refused: nothing,
      warning: { name: list.name, exact: list.exact },
    };
  }
  return { ...readFeed(text, format === 'taxii' ? 'stix' : format), warning: null };
}

const envelope = z.object({ more: z.boolean().optional(), next: z.string().max(2000).optional() });

/** Where a page of a collection says that the next one begins (TAXII 2.1, 3.7). */
function nextOf(text: string, { format }: FeedToRead): string {
  if (format !== 'taxii') return '';
  const { more, next } = readJson(text, envelope);
  return more === true ? (next ?? '') : '';
}
