import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testParser } from '../../captures/io/testing/test-parser.ts';
import { FeedBook } from '../feed-book.ts';
import type { FeedSettings } from '../../../shared/contract/intel.ts';
import { FeedIntelligence } from '../intelligence.ts';
import { VulnerabilityIndex } from '../vulnerabilities/vulnerability-index.ts';
import { createCopyKeeper } from './copy-keeper.ts';
import { createFeedSource } from './obtain-feed.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const good = Array.from({ length: 200 }, (_, index) => `203.0.${100 + (index >> 7)}.${index & 127}`)
  .map((address) => address.replace('203.0.', '45.9.'))
  .join('\n');
const plain =
  (body: string | Buffer, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    response.writeHead(200, headers).end(body);
const limits = { bytes: 4 * 2 ** 20, whole: 4000, idle: 400 };

/** What a feed's server may do wrong, and the words by which that is told. */
const broken: [what: string, answer: Answer, words: RegExp][] = [
  ['nothing', plain(''), /lists nothing/],
  ['only comments', plain('# a list\n# of nothing\n'), /lists nothing/],
  ['a web page', plain('<!DOCTYPE html><html><body>Sign in</body></html>'), /web page/],
  [
    'a web page with a good status and a plain type',
    plain('<html><head>', { 'content-type': 'text/plain' }),
    /web page/,
  ],
  ['prose', plain('the service is being moved, please be patient\n'.repeat(40)), /could be used/],
  [
    'bytes',
    plain(Buffer.from(Uint8Array.from({ length: 4000 }, (_, at) => (at * 7919) & 255))),
    /no text|could be used/,
  ],
  ['bytes that are no UTF-8', plain(Buffer.from('\xff\xfe\xfd\n'.repeat(500), 'latin1')), /could be used/],
  ['JSON that breaks off', plain('{"catalogVersion": "1", "vulnerabilities": ['), /no JSON/],
  ['JSON of another shape', plain('{"catalogVersion": 1, "vulnerabilities": "none"}'), /another shape/],
  ['a tenth of the rows', plain(good.split('\n').slice(0, 19).join('\n')), /91 % fewer|90 % fewer/],
  ['the whole Internet', plain('0.0.0.0/0\n::/0\n'), /was refused/],
  ['private networks', plain('10.0.0.0/8\n192.168.0.0/16\n172.16.0.1\n'), /was refused/],
  ['an error', (_request, response) => response.writeHead(500).end('oops'), /answered 500/],
  ['not found', (_request, response) => response.writeHead(404).end(good), /answered 404/],
  [
    'a length that is too great',
    (_request, response) => response.writeHead(200, { 'content-length': '5368709120' }).write('1.1.1.1\n'),
    /5120 MiB/,
  ],
  ['no end', (_request, response) => endless(response), /longer than 4 MiB/],
  [
    'half of it',
    (_request, response) => {
      response.writeHead(200, { 'content-length': String(good.length) });
      response.write(good.slice(0, 100));
      setTimeout(() => response.destroy(), 20);
    },
    /could not be fetched|broke off/,
  ],
  ['silence', () => {}, /Nothing came/],
  ['silence after the head', (_request, response) => void response.writeHead(200).write('1.1.1.1\n'), /Nothing came/],
  ['a byte now and then', (_request, response) => trickle(response), /did not come within/],
  [
    'a gzip bomb',
    plain(gzipSync(Buffer.alloc(200 * 2 ** 20, '1.1.1.1\n'), { level: 9 })),
    /more than 128 MiB|longer than/,
  ],
  ['a damaged gzip', plain(gzipSync(good).subarray(0, 60)), /damaged gzip/],
  [
    'a redirect in a circle',
    (_request, response) => response.writeHead(302, { location: '/feed' }).end(),
    /more than 5 times/,
  ],
  [
    'a redirect into our network',
    (_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
    /not an address of the outside/,
  ],
  [
    'a redirect to a file',
    (_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    /is not fetched/,
  ],
];

function endless(response: ServerResponse): void {
  response.writeHead(200);
  const chunk = '198.18.0.1 # and more of it\n'.repeat(4000);
  const write = (): void => {
    while (!response.destroyed && response.write(chunk)) {
      // As long as somebody takes it.
    }
    if (!response.destroyed) response.once('drain', write);
  };
  write();
}

function trickle(response: ServerResponse): void {
  response.writeHead(200);
  const timer = setInterval(() => (response.destroyed ? clearInterval(timer) : response.write('#')), 100);
}

let server: Server;
let answer: Answer = plain(good);
let folder = '';
let kept: string | null = null;
let clock = 1_700_000_000_000;
beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-feeds-'));
  kept = null;
  answer = plain(good);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const settings = (more: Partial<FeedSettings> = {}): FeedSettings => ({
  id: 'list',
  name: 'List',
  source: {
    kind: 'url',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed`,
    isInternal: true,
    tokenFile: '',
  },
  format: '',
  isWarning: false,
  isGood: false,
  weight: 1,
  halfLife: 30,
  licence: '',
  mayExport: false,
  every: 60,
  state: 'trusted',
  ...more,
});

function createBook(): FeedBook {
  const copies = createCopyKeeper(folder);
  return new FeedBook({
    load: () => kept,
    keep: (text) => (kept = text),
    obtain: createFeedSource(folder, testParser, limits),
    ...copies,
    build: (feeds, lists) =>
      FeedIntelligence.build(feeds, lists, { version: 1, today: 19_675, seed: [3, 4], breathe: async () => {} }),
    buildVulnerabilities: (lists) => VulnerabilityIndex.build(lists, { version: 1, breathe: async () => {} }),
    onChange: () => {},
    now: () => clock,
  });
}
const isListed = (book: FeedBook): boolean =>
  (book.intelligence?.ask({ kind: 'address', value: '45.9.100.7', port: 0 }) ?? null) !== null;

describe('a feed whose server', () => {
  it.each(broken)(
    'sends %s keeps its last good copy and says why',
    async (_what, wrong, words) => {
      const book = createBook();
      await book.put(settings());
      await book.refresh('list');
      expect(book.entry('list')?.state.problem).toBe('');
      expect(isListed(book)).toBe(true);
      clock += 3_600_000;
      answer = wrong;
      await book.refresh('list');
      const entry = book.entry('list');
      expect(entry?.state.problem).toMatch(words);
      expect(entry?.copy?.pack.length).toBe(200);
      expect(isListed(book)).toBe(true);
      // Nothing half-read stays, and the copy outlives a restart.
      expect(readdirSync(folder)).toEqual(['list.feed']);
      const again = createBook();
      await again.open();
      expect(isListed(again)).toBe(true);
      expect(again.entry('list')?.state.problem).toMatch(words);
      again.close();
      book.close();
    },
    30_000,
  );

  it('mends itself is believed again', async () => {
    const book = createBook();
    await book.put(settings());
    await book.refresh('list');
    answer = plain('');
    await book.refresh('list');
    answer = plain(`${good}\n45.9.200.1\n`);
    await book.refresh('list');
    expect(book.entry('list')).toMatchObject({ state: { problem: '' }, copy: { pack: { length: 201 } } });
    book.close();
  });

  it('has nothing new is asked by what it sent before', async () => {
    const book = createBook();
    answer = (request, response) =>
      request.headers['if-none-match'] === '"7"'
        ? response.writeHead(304).end()
        : response.writeHead(200, { etag: '"7"' }).end(good);
    await book.put(settings());
    await book.refresh('list');
    clock += 60_000;
    await book.refresh('list');
    expect(book.entry('list')?.state).toMatchObject({ problem: '', etag: '"7"', fetchedAt: clock });
    book.close();
  });
});

describe('feeds', () => {
  it('in preview match nothing until they are trusted, and removed ones no more', async () => {
    const book = createBook();
    await book.put(settings({ state: 'preview' }));
    await book.refresh('list');
    expect(book.entry('list')?.copy?.pack.length).toBe(200);
    expect(isListed(book)).toBe(false);
    await book.put(settings());
    expect(isListed(book)).toBe(true);
    await book.remove('list');
    expect(isListed(book)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('come from files, gzip too, where there is no network', async () => {
    const file = join(folder, 'own.txt.gz');
    writeFileSync(file, gzipSync(good));
    const book = createBook();
    await book.put(settings({ source: { kind: 'file', path: file } }));
    await book.refresh('list');
    expect(book.entry('list')?.state.problem).toBe('');
    expect(isListed(book)).toBe(true);
  });

  it('of a TAXII server are read page by page, with the token of a file', async () => {
    writeFileSync(join(folder, 'token'), 'Bearer of-good-news\n');
    const asked: string[] = [];
    answer = (request, response) => {
      const url = new URL(request.url ?? '', 'http://taxii');
      if (request.headers.authorization !== 'Bearer of-good-news') return response.writeHead(401).end();
      asked.push(`${url.pathname} ${url.searchParams.get('next') ?? ''}`);
      const page = Number(url.searchParams.get('next') ?? 0);
      const objects = [
        {
          type: 'indicator',
          spec_version: '2.1',
          id: `indicator--${page}`,
          pattern: `[ipv4-addr:value = '45.9.100.${7 + page}']`,
          pattern_type: 'stix',
        },
      ];
      response.end(JSON.stringify(page < 2 ? { more: true, next: String(page + 1), objects } : { objects }));
    };
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/collections/one/`;
    const book = createBook();
    await book.put(settings({ source: { kind: 'taxii', url, isInternal: true, tokenFile: join(folder, 'token') } }));
    await book.refresh('list');
    expect(book.entry('list')).toMatchObject({ state: { problem: '' }, copy: { pack: { length: 3 } } });
    expect(asked).toEqual([0, 1, 2].map((page) => `/api/collections/one/objects/ ${page === 0 ? '' : page}`));
    expect(isListed(book)).toBe(true);
    expect(readFileSync(join(folder, 'list.feed')).includes('good-news')).toBe(false);
    expect(kept).not.toContain('good-news');
  });

  it('are due by their schedule, and sooner after a failure', async () => {
    const book = createBook();
    expect(book.dueIn()).toBeNull();
    await book.put(settings());
    expect(book.dueIn()).toBe(0);
    await book.refreshDue();
    expect(book.dueIn()).toBe(60 * 60_000);
    answer = plain('');
    await book.refresh('list');
    expect(book.dueIn()).toBe(15 * 60_000);
  });
});
