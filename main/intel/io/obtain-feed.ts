import { randomUUID } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ParserProgram } from '../../captures/io/parser-process.ts';
import { FeedRefused } from '../feed-format.ts';
import type { Obtained } from '../feed-book.ts';
import type { FeedSettings } from '../../../shared/contract/intel.ts';
import { PackBuilder, unpack } from '../indicator-pack.ts';
import type { KeptFeed } from '../pack-file.ts';
import { readFeedInChild } from './feed-reader.ts';
import { fetchFeed, usualLimits } from './fetch-feed.ts';

const MOST_PAGES = 500;
const MOST_INDICATORS = 5_000_000;

/** Fetches feeds into a folder of ours and has them read in the child. @returns what {@link FeedBookParts.obtain} needs */
export function createFeedSource(
  folder: string,
  program: ParserProgram,
  limits = usualLimits,
): (settings: FeedSettings, etag: string, signal: AbortSignal) => Promise<Obtained> {
  return async (settings, etag, signal) => {
    const name = join(folder, `${settings.id}-${randomUUID()}`);
    const part = `${name}.part`;
    const into = `${name}.read`;
    const { source, format, isWarning } = settings;
    const read = (file: string, as: string): Promise<{ feed: KeptFeed; next: string }> =>
      readFeedInChild(
        program,
        { file, into, name: settings.name, format: as === '' ? undefined : as, warning: isWarning },
        signal,
      );
    try {
      if (source.kind === 'file') {
        await refuseHuge(source.path, limits.bytes);
        return { fresh: true, feed: (await read(source.path, format)).feed, etag: '' };
      }
      const headers = await readToken(source.tokenFile);
      if (source.kind === 'url') {
        const fetched = await fetchFeed({ ...source, headers, etag }, part, signal, limits);
        if (!fetched.fresh) return fetched;
        return { fresh: true, feed: (await read(part, format)).feed, etag: fetched.etag };
      }
      return { fresh: true, feed: await readCollection(), etag: '' };
    } finally {
      await Promise.all([rm(part, { force: true }), rm(into, { force: true })]);
    }

    async function readCollection(): Promise<KeptFeed> {
      if (source.kind !== 'taxii') throw new Error('no collection');
      const headers = { ...(await readToken(source.tokenFile)), accept: 'application/taxii+json;version=2.1' };
      const pages: KeptFeed[] = [];
      let next = '';
      let count = 0;
      do {
        if (pages.length === MOST_PAGES) throw new FeedRefused(`It has more than ${MOST_PAGES} pages.`);
        const url = new URL(`${source.url.replace(/\/$/, '')}/objects/`);
        url.searchParams.set('match[type]', 'indicator');
        if (next !== '') url.searchParams.set('next', next);
        const { isInternal } = source;
        await fetchFeed({ url: url.href, headers, isInternal }, part, signal, limits);
        const page = await read(part, 'taxii');
        if (page.next !== '' && page.next === next) throw new FeedRefused('Its pages go round in a circle.');
        pages.push(page.feed);
        count += page.feed.pack.length;
        if (count > MOST_INDICATORS) throw new FeedRefused(`It lists more than ${MOST_INDICATORS} indicators.`);
        ({ next } = page);
      } while (next !== '');
      return joinPages(pages);
    }
  };
}

function joinPages(pages: readonly KeptFeed[]): KeptFeed {
  const builder = new PackBuilder();
  const joined: KeptFeed = {
    format: 'taxii',
    pack: builder.finish(),
    vulnerabilities: [],
    rules: [],
    skipped: { count: 0, examples: [] },
    refused: { count: 0, examples: [] },
    warning: null,
  };
  for (const { pack, skipped, refused } of pages) {
    for (let at = 0; at < pack.length; at++) builder.add(unpack(pack, at));
    for (const [sum, part] of [
      [joined.skipped, skipped],
      [joined.refused, refused],
    ] as const) {
      sum.count += part.count;
      sum.examples.push(...part.examples.slice(0, 20 - sum.examples.length));
    }
  }
  return { ...joined, pack: builder.finish() };
}

async function readToken(file: string): Promise<Record<string, string>> {
  if (file === '') return {};
  try {
    const [token = ''] = (await readFile(file, 'utf8')).split('\n', 1);
    return token.trim() === '' ? {} : { authorization: token.trim() };
  } catch {
    throw new FeedRefused(`Its token file ${file} cannot be read.`);
  }
}

async function refuseHuge(path: string, most: number): Promise<void> {
  const about = await stat(path).catch(() => null);
  if (about === null || !about.isFile()) throw new FeedRefused(`There is no file ${path}.`);
  if (about.size > most) throw new FeedRefused(`It is longer than ${most / 2 ** 20} MiB.`);
}
