import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testParser } from '../../captures/io/testing/test-parser.ts';
import { FeedRefused } from '../feed-format.ts';
import { sigmaText } from '../sigma/sigma-rule.test-support.ts';
import { readFeedsInChild } from './feed-reader.ts';
import { loadFeeds } from './load-feeds.ts';

let folder: string;
let scratch: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-feeds-'));
  scratch = mkdtempSync(join(tmpdir(), 'mien-scratch-'));
});
afterEach(() => {
  for (const place of [folder, scratch]) rmSync(place, { recursive: true, force: true });
});

function write(files: Record<string, string | Buffer>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}
const detection = 'selection:\n  CommandLine|contains: x\ncondition: selection';

it('a folder is read as a whole: lists, packed ones, warning lists, rules; what is none is named', async () => {
  write({
    'plain/bad.txt': '45.9.1.7\n45.9.1.8\n',
    'packed/more.txt.gz': gzipSync('bad-example.com\n'),
    'warn/ours.json':
      '{"name": "Ours", "type": "hostname", "matching_attributes": ["domain"], "list": ["example.com"]}',
    'page.txt': '<!doctype html><html></html>',
    'README.md': 'not a feed',
    'sigma/one.yml': sigmaText({ title: 'One', detection }),
    'sigma/deep/two.yml': sigmaText({ title: 'Two', detection }),
    'sigma/deep/three.yml': sigmaText({ title: 'Three', detection, logsource: 'product: aws' }),
  });
  const { feeds, lists, refused } = await loadFeeds(folder, testParser, scratch);
  expect(feeds.map(({ name, pack, rules }) => [name, pack.length, rules?.map(({ title }) => title)])).toEqual([
    ['packed/more.txt.gz', 1, []],
    ['plain/bad.txt', 2, []],
    ['sigma', 0, ['Two', 'One']],
  ]);
  expect(lists.map(({ name }) => name)).toEqual(['Ours']);
  expect(refused).toEqual([
    { file: 'page.txt', why: 'A web page came instead of a feed.' },
    { file: 'sigma', why: '1 of its 3 rules do not fit: “Three” is about aws, which is not told here' },
  ]);
  expect(readdirSync(scratch)).toEqual([]);
});

it('many files cost few children', async () => {
  const names = Array.from({ length: 60 }, (_, at) => `list-${String(at).padStart(2, '0')}.txt`);
  write(Object.fromEntries(names.map((name, at) => [name, `45.9.1.${at + 1}\n`])));
  const started = performance.now();
  const { feeds } = await loadFeeds(folder, testParser, scratch);
  expect(feeds.map(({ name }) => name)).toEqual(names);
  const took = performance.now() - started;
  const [one] = names;
  const alone = performance.now();
  rmSync(folder, { recursive: true });
  write({ [one ?? '']: '45.9.1.1\n' });
  await loadFeeds(folder, testParser, scratch);
  // Two children of 32 files at most, and not sixty.
  expect(took).toBeLessThan((performance.now() - alone) * 15);
});

it('what ends the child costs only itself', async () => {
  write({ 'a.txt': '45.9.1.7\n', 'b.txt': '45.9.1.8\n', 'trap/x': '' });
  const read = await readFeedsInChild(
    testParser,
    ['a.txt', 'trap', 'b.txt'].map((name, at) => ({
      // A folder opens as a file does, and cannot be read.
      file: join(folder, name),
      into: join(scratch, String(at)),
      name,
      warning: false,
    })),
    new AbortController().signal,
  );
  expect(read.map((one) => (one instanceof FeedRefused ? 'refused' : one.feed.pack.length))).toEqual([1, 'refused', 1]);
});
