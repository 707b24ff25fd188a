import { describe, expect, it } from 'vitest';
import { keepDraft, listDrafts, readDraft } from './kept-draft.ts';

/** A storage as browsers have it, of at most `room` characters. */
function makeStore(room = 10_000): Storage {
  const all = new Map<string, string>();
  return {
    get length() {
      return all.size;
    },
    key: (index) => [...all.keys()][index] ?? null,
    getItem: (key) => all.get(key) ?? null,
    setItem: (key, value) => {
      if (value.length > room) throw new DOMException('full', 'QuotaExceededError');
      all.set(key, value);
    },
    removeItem: (key) => void all.delete(key),
    clear: () => all.clear(),
  };
}

const draft = { text: 'policy: web\n', base: 7, at: 5 };

describe('a draft that was not saved', () => {
  it('is there again for whoever opens the policy next, until it is dropped', () => {
    const store = makeStore();
    keepDraft(store, 'web', draft);
    expect(readDraft(store, 'web')).toEqual(draft);
    expect(readDraft(store, 'db')).toBeNull();
    keepDraft(store, 'web', null);
    expect(readDraft(store, 'web')).toBeNull();
  });
  it('is listed by name, beside what else is stored', () => {
    const store = makeStore();
    store.setItem('mien.theme', 'dark');
    keepDraft(store, 'web', draft);
    keepDraft(store, 'db', draft);
    expect(listDrafts(store)).toEqual(['db', 'web']);
  });
  it.each(['', '{', '[]', '"x"', '{"text":1,"base":null,"at":1}', '{"text":"x","base":"7","at":1}'])(
    'that cannot be read is none: %s',
    (kept) => {
      const store = makeStore();
      store.setItem('mien.policy-draft.web', kept);
      expect(readDraft(store, 'web')).toBeNull();
      expect(listDrafts(store)).toEqual([]);
    },
  );
  it('is not kept where there is no room or no storage, and nothing breaks', () => {
    const store = makeStore(10);
    keepDraft(store, 'web', draft);
    expect(readDraft(store, 'web')).toBeNull();
    keepDraft(null, 'web', draft);
    expect(readDraft(null, 'web')).toBeNull();
    expect(listDrafts(null)).toEqual([]);
  });
});
