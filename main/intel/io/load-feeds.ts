import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { FeedRefused } from '../feed-format.ts';
import type { BelievedFeed } from '../intelligence.ts';
import { describeFile } from '../owner-files.ts';
import { type FeedContent, readFeed } from '../read-feed.ts';
import type { Vulnerability } from '../vulnerability.ts';
import { readRangeList, readWarningList, suitsWarningList, type WarningList } from '../warning-list.ts';
import { unpackText } from './unpack-text.ts';

const MOST_FILES = 1000;
const SKIPPED = /(?:^|\/)(?:licen[cs]e|readme|copying|changelog)(?:\.[a-z]+)?$|\.(?:md|html?|ya?ml|schema\.json)$/i;

/** What a folder of feeds holds. */
export interface LoadedFeeds {
  feeds: BelievedFeed[];
  lists: WarningList[];
  vulnerabilities: Vulnerability[];
  /** Files that were not taken, each with the reason. */
  refused: { file: string; why: string }[];
}

/**
 * Reads all feeds and warning lists of a folder, packed ones (`.gz`) too: how a machine without a network gets its
 * intelligence.
 * @throws where the folder cannot be read
 */
export async function loadFeeds(folder: string, signal?: AbortSignal): Promise<LoadedFeeds> {
  const loaded: LoadedFeeds = { feeds: [], lists: [], vulnerabilities: [], refused: [] };
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files.slice(0, MOST_FILES)) {
    signal?.throwIfAborted();
    const name = relative(folder, file).replaceAll('\\', '/');
    if (SKIPPED.test(name.replace(/\.gz$/, ''))) continue;
    try {
      take(name, await unpackText(createReadStream(file)), Math.floor((await stat(file)).mtimeMs / 86_400_000), loaded);
    } catch (problem) {
      if (!(problem instanceof FeedRefused)) throw problem;
      loaded.refused.push({ file: name, why: problem.message });
    }
  }
  return loaded;
}

function take(name: string, text: string, day: number, loaded: LoadedFeeds): void {
  const { role, weight, halfLife } = describeFile(name);
  const title = basename(name).replace(/\.gz$/, '');
  if (suitsWarningList(text)) {
    loaded.lists.push(readWarningList(title.replace(/\.json$/, ''), text));
  } else if (role === 'warning') loaded.lists.push(readRangeList(title, text));
  else {
    const content = readFeed(text);
    loaded.vulnerabilities.push(...content.vulnerabilities);
    if (content.pack.length > 0) {
      loaded.feeds.push({ id: name, name, weight, halfLife, day, good: false, pack: content.pack });
    } else if (content.vulnerabilities.length === 0) {
      loaded.refused.push({ file: name, why: tellEmpty(content) });
    }
  }
}

/** Why nothing of a feed could be used. */
function tellEmpty({ skipped, refused }: FeedContent): string {
  const [skip] = skipped.examples;
  const [refusal] = refused.examples;
  if (refusal !== undefined) return `All that it lists was refused: “${refusal.row.slice(0, 60)}”, ${refusal.why}.`;
  if (skip !== undefined)
    return `None of its ${skipped.count} rows could be used: “${skip.row.slice(0, 60)}” ${skip.why}.`;
  return 'It lists nothing.';
}
