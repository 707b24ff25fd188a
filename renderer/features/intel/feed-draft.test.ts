import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feedSettingsSchema } from '../../../shared/contract/intel.ts';
import { beginDraft, type FeedDraft, guessName, readDraft, toFeedId, turnDraft } from './feed-draft.ts';
import { readDays, readWeight } from './read-numbers.ts';

const none = new Set<string>();
const url = (part: Partial<FeedDraft> = {}): FeedDraft => ({
  ...beginDraft('url'),
  url: ' https://feeds.example.net/a/list.csv ',
  ...part,
});

describe('a new feed', () => {
  it('begins in preview, with a name and an id of its own', () => {
    const read = readDraft(url(), new Set(['feeds-example-net']));
    expect(read).toMatchObject({
      ok: true,
      settings: {
        id: 'feeds-example-net-2',
        name: 'feeds.example.net',
        source: { kind: 'url', url: 'https://feeds.example.net/a/list.csv', isInternal: false, tokenFile: '' },
        state: 'preview',
        mayExport: false,
        every: 360,
      },
    });
  });
  it.each([
    ['file', { kind: 'file', path: '/data/own list.txt' }, { source: { kind: 'file', path: '/data/own list.txt' } }],
    ['collection', { kind: 'taxii', format: 'list' }, { source: { kind: 'taxii' }, format: '' }],
    ['warning list', { lists: 'ordinary' }, { isWarning: true, isGood: false }],
    ['list of what is good', { lists: 'good' }, { isWarning: false, isGood: true }],
  ] as const)('may be a %s', (_, part, settings) =>
    expect(readDraft(url(part), none)).toMatchObject({ ok: true, settings }),
  );
  it.each([
    ['source', { url: '' }],
    ['source', { url: 'feeds.example' }],
    ['source', { url: 'ftp://feeds.example/' }],
    ['source', { url: `https://feeds.example/${'x'.repeat(3000)}` }],
    ['source', { kind: 'file', path: '  ' }],
    ['weight', { weight: '1.1' }],
    ['weight', { weight: '' }],
    ['halfLife', { halfLife: '0' }],
  ] as const)('says what is wrong with its %s: %o', (field, part) =>
    expect(readDraft(url(part), none)).toMatchObject({ ok: false, field }),
  );
  it('is one the engine takes, whatever is written', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('https://a.example/b', '0.5', '7'),
    );
    const draft = fc.record({
      kind: fc.constantFrom('file', 'url', 'taxii'),
      path: text,
      url: text,
      isInternal: fc.boolean(),
      tokenFile: text,
      name: text,
      format: text,
      lists: fc.constantFrom('bad', 'ordinary', 'good'),
      weight: text,
      halfLife: text,
      every: fc.constantFrom(0, 15, 60),
      licence: text,
      mayExport: fc.boolean(),
    });
    fc.assert(
      fc.property(draft, (written) => {
        const read = readDraft(written, none);
        if (read.ok) expect(feedSettingsSchema.parse(read.settings)).toEqual(read.settings);
        else expect(read.problem).not.toBe('');
      }),
    );
  });
});

describe('an id', () => {
  it.each([
    ['Feodo Tracker', 'feodo-tracker'],
    ['  Ünïque—List! ', 'unique-list'],
    ['漢字', 'feed'],
    ['-x-', 'x'],
  ])('of %s is %s', (name, id) => expect(toFeedId(name, none)).toBe(id));
  it('is new and fit for a file name, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.boolean(), (name, again) => {
        const taken = new Set(again ? [toFeedId(name, none)] : []);
        const id = toFeedId(name, taken);
        expect(id).toMatch(/^[a-z0-9][a-z0-9-]{0,62}$/u);
        expect(taken.has(id)).toBe(false);
      }),
    );
  });
});

it.each([
  ['file', '/a/b/levels.csv.gz', 'levels.csv'],
  ['file', 'C:\\feeds\\own', 'own'],
  ['file', '/a/.hidden', '.hidden'],
  ['url', 'https://feeds.example.net/x', 'feeds.example.net'],
  ['url', 'no address', ''],
] as const)('a %s at %s is guessed to be called %s', (kind, where, name) =>
  expect(guessName({ kind, path: where, url: where })).toBe(name),
);
it('a schedule follows the kind of source until it is chosen', () => {
  expect(turnDraft(beginDraft('file'), 'url').every).toBe(360);
  expect(turnDraft({ ...beginDraft('file'), every: 15 }, 'url').every).toBe(15);
});
it.each([
  ['0', 0],
  [' .5 ', 0.5],
  ['1', 1],
  ['1.01', null],
  ['-0.1', null],
  ['1e-1', null],
  ['.', null],
  ['', null],
])('a weight written %o is %o', (text, value) => expect(readWeight(text)).toBe(value));
it('days are bounded as the engine bounds them', () => {
  expect([readDays('0.1'), readDays('0.09'), readDays('36500'), readDays('36501')]).toEqual([0.1, null, 36_500, null]);
});
