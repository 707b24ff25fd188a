import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { ParserProgram } from '../../captures/io/parser-process.ts';
import { FeedRefused } from '../feed-format.ts';
import type { BelievedFeed } from '../intelligence.ts';
import { PackBuilder } from '../indicator-pack.ts';
import { describeFile } from '../owner-files.ts';
import type { KeptFeed } from '../pack-file.ts';
import type { SigmaRule } from '../sigma/sigma-rule.ts';
import type { Vulnerability } from '../vulnerability.ts';
import type { WarningList } from '../warning-list.ts';
import { type Reading, readFeedsInChild } from './feed-reader.ts';

const MOST_FILES = 2000;
/** Files that one child reads: starting it costs more than reading most of them, and each takes two descriptors. */
const BATCH = 32;
const SKIPPED = /(?:^|\/)(?:licen[cs]e|readme|copying|changelog)(?:\.[a-z]+)?$|\.(?:md|html?|schema\.json)$/i;
const RULES = /\.ya?ml$/i;

/** What a folder of feeds holds. */
export interface LoadedFeeds {
  feeds: BelievedFeed[];
  lists: WarningList[];
  vulnerabilities: Vulnerability[];
  /** Files that were not taken, each with the reason. */
  refused: { file: string; why: string }[];
}

/** Rules of one folder, and those of it that do not fit. */
interface Rules {
  rules: SigmaRule[];
  skipped: number;
  example: string;
}

/**
 * Reads all feeds and warning lists of a folder, packed ones (`.gz`) too: how a machine without a network gets its
 * intelligence. They are read in the parsing child, many by one; a folder of Sigma rules is one feed.
 * @param scratch folder in which what is read lies for a moment
 * @throws where the folder cannot be read
 */
export async function loadFeeds(
  folder: string,
  program: ParserProgram,
  scratch: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<LoadedFeeds> {
  const loaded: LoadedFeeds = { feeds: [], lists: [], vulnerabilities: [], refused: [] };
  const rules = new Map<string, Rules>();
  const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((name) => !SKIPPED.test(name.replace(/\.gz$/, '')))
    .sort()
    .slice(0, MOST_FILES);
  const place = await mkdtemp(join(scratch, 'load-'));
  try {
    for (let at = 0; at < names.length; at += BATCH) {
      const batch = names.slice(at, at + BATCH);
      const readings = batch.map((name, index) => toReading(folder, name, join(place, String(index))));
      for (const [index, read] of (await readFeedsInChild(program, readings, signal)).entries()) {
        const name = batch[index] ?? '';
        if (read instanceof FeedRefused) loaded.refused.push({ file: name, why: read.message });
        else if (RULES.test(name)) gather(rules, name, read.feed);
        else await take(folder, name, read.feed, loaded);
      }
    }
  } finally {
    await rm(place, { recursive: true, force: true });
  }
  for (const [name, { rules: all, skipped, example }] of rules) {
    if (all.length > 0) loaded.feeds.push(toRuleFeed(name, all));
    if (skipped > 0)
      loaded.refused.push({
        file: name,
        why: `${skipped} of its ${all.length + skipped} rules do not fit: ${example}`,
      });
  }
  return loaded;
}

function toReading(folder: string, name: string, into: string): Reading {
  return {
    file: join(folder, name),
    into,
    name: titleOf(name),
    format: RULES.test(name) ? 'sigma' : undefined,
    warning: describeFile(name).role === 'warning',
  };
}

/** What a list without a name of its own is called. */
function titleOf(name: string): string {
  return basename(name)
    .replace(/\.gz$/, '')
    .replace(/\.json$/, '');
}

async function take(folder: string, name: string, feed: KeptFeed, loaded: LoadedFeeds): Promise<void> {
  const { pack, rules, vulnerabilities, warning } = feed;
  if (warning !== null) {
    loaded.lists.push({ id: titleOf(name), ...warning, pack });
    return;
  }
  const { weight, halfLife } = describeFile(name);
  loaded.vulnerabilities.push(...vulnerabilities);
  if (pack.length + rules.length > 0) {
    const day = Math.floor((await stat(join(folder, name))).mtimeMs / 86_400_000);
    loaded.feeds.push({ id: name, name, weight, halfLife, day, good: false, pack, rules });
  } else if (vulnerabilities.length === 0) loaded.refused.push({ file: name, why: tellEmpty(feed) });
}

/** Rules lie a file each: those of one folder of the feeds are one feed. */
function gather(rules: Map<string, Rules>, name: string, { rules: read, skipped }: KeptFeed): void {
  const [top = name] = name.split('/');
  const known = rules.get(top) ?? { rules: [], skipped: 0, example: '' };
  known.rules.push(...read);
  known.skipped += skipped.count;
  const [first] = skipped.examples;
  if (known.example === '' && first !== undefined) known.example = `“${first.row.slice(0, 80)}” ${first.why}`;
  rules.set(top, known);
}

function toRuleFeed(name: string, rules: SigmaRule[]): BelievedFeed {
  const { weight, halfLife } = describeFile(name);
  return { id: name, name, weight, halfLife, day: 0, good: false, pack: new PackBuilder().finish(), rules };
}

/** Why nothing of a feed could be used. */
function tellEmpty({ skipped, refused }: KeptFeed): string {
  const [skip] = skipped.examples;
  const [refusal] = refused.examples;
  if (refusal !== undefined) return `All that it lists was refused: “${refusal.row.slice(0, 60)}”, ${refusal.why}.`;
  if (skip !== undefined)
    return `None of its ${skipped.count} rows could be used: “${skip.row.slice(0, 60)}” ${skip.why}.`;
  return 'It lists nothing.';
}
