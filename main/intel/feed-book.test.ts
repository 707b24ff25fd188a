import { describe, expect, it } from 'vitest';
import type { FeedSettings } from '../../shared/contract/intel.ts';
import { FeedBook, type Obtained } from './feed-book.ts';
import { PackBuilder } from './indicator-pack.ts';
import type { KeptFeed } from './pack-file.ts';

const settings = (id: string, path = 'list.txt'): FeedSettings => ({
  id,
  name: id,
  source: { kind: 'file', path },
  format: '',
  isWarning: false,
  isGood: false,
  weight: 1,
  halfLife: 30,
  licence: '',
  mayExport: false,
  every: 60,
  state: 'preview',
});

function makeFeed(value: string): KeptFeed {
  const pack = new PackBuilder();
  pack.add({ kind: 'ip', value, port: 0, confidence: 1, label: '', day: 0 });
  const nothing = { count: 0, examples: [] };
  return {
    format: 'list',
    pack: pack.finish(),
    vulnerabilities: [],
    rules: [],
    skipped: nothing,
    refused: nothing,
    warning: null,
  };
}

/** A book over a folder in memory, whose fetches end when the test says so. */
function makeBook(): {
  book: FeedBook;
  copies: Map<string, KeptFeed>;
  fetches: { path: string; end: (problem: Error | null) => void }[];
  advance: (milliseconds: number) => void;
} {
  const copies = new Map<string, KeptFeed>();
  const fetches: ReturnType<typeof makeBook>['fetches'] = [];
  let clock = 1_700_000_000_000;
  const book = new FeedBook({
    load: () => null,
    keep: () => {},
    obtain: ({ source }, _etag, signal) =>
      new Promise<Obtained>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        const path = source.kind === 'file' ? source.path : '';
        const end = (problem: Error | null): void =>
          problem === null ? resolve({ fresh: true, etag: '', feed: makeFeed('45.9.100.7') }) : reject(problem);
        fetches.push({ path, end });
      }),
    loadCopy: async (id) => copies.get(id) ?? null,
    keepCopy: async (id, copy) => void copies.set(id, copy),
    dropCopy: async (id) => void copies.delete(id),
    build: () => Promise.reject(new Error('nothing is trusted here')),
    buildVulnerabilities: () => Promise.reject(new Error('nothing is trusted here')),
    onChange: () => {},
    now: () => clock,
  });
  return { book, copies, fetches, advance: (milliseconds) => void (clock += milliseconds) };
}

describe('a feed', () => {
  it('that cannot be kept says so, waits for its turn, and holds up no other', async () => {
    const { book, copies, fetches, advance } = makeBook();
    await book.put(settings('first'));
    await book.put(settings('second'));
    const due = book.refreshDue();
    fetches[0]?.end(new Error('no space left on device'));
    await expect.poll(() => fetches.length).toBe(2);
    fetches[1]?.end(null);
    await expect(due).rejects.toThrow(AggregateError);
    expect(book.entry('first')).toMatchObject({
      isBusy: false,
      copy: null,
      state: { problem: expect.stringContaining('log') },
    });
    expect(book.entry('second')?.state.problem).toBe('');
    expect([...copies.keys()]).toEqual(['second']);
    expect(book.dueIn()).toBe(15 * 60_000);
    advance(15 * 60_000);
    expect(book.dueIn()).toBe(0);
  });

  it('that was removed while it was fetched leaves nothing behind', async () => {
    const { book, copies, fetches } = makeBook();
    await book.put(settings('list'));
    const fetched = book.refresh('list');
    await book.remove('list');
    fetches[0]?.end(null);
    await fetched;
    expect(copies.size).toBe(0);
    expect(book.entries()).toEqual([]);
  });

  it('that is led elsewhere while it is fetched takes only what comes from there', async () => {
    const { book, copies, fetches } = makeBook();
    await book.put(settings('list', 'old.txt'));
    const old = book.refresh('list');
    await book.put(settings('list', 'new.txt'));
    const fresh = book.refresh('list');
    fetches[0]?.end(null);
    await old;
    expect(copies.size).toBe(0);
    expect(book.entry('list')).toMatchObject({ isBusy: true, copy: null });
    fetches[1]?.end(null);
    await fresh;
    expect(fetches.map(({ path }) => path)).toEqual(['old.txt', 'new.txt']);
    expect(book.entry('list')?.copy?.pack.length).toBe(1);
    expect(copies.size).toBe(1);
  });

  it('that is led elsewhere forgets the copy it had', async () => {
    const { book, copies, fetches } = makeBook();
    await book.put(settings('list', 'old.txt'));
    const fetched = book.refresh('list');
    fetches[0]?.end(null);
    await fetched;
    expect(copies.size).toBe(1);
    await book.put({ ...settings('list', 'old.txt'), weight: 0.5 });
    expect(copies.size).toBe(1);
    await book.put(settings('list', 'new.txt'));
    expect(copies.size).toBe(0);
  });

  it('that is fetched when the console ends is no failure', async () => {
    const { book, fetches } = makeBook();
    await book.put(settings('list'));
    const fetched = book.refresh('list');
    expect(fetches).toHaveLength(1);
    book.close();
    await fetched;
    expect(book.entry('list')?.state.problem).toBe('');
  });
});
