import { describe, expect, it } from 'vitest';
import { HungBook } from './hung-book.ts';

describe('HungBook', () => {
  it('takes two silences of one VM, or one where several were silent together', () => {
    const book = new HungBook();
    expect(book.silent('a', false, 0)).toBe('unchanged');
    expect(book.isApart('a')).toBe(true);
    expect(book.hangs('a')).toBe(false);
    expect(book.silent('a', false, 500)).toBe('hung');
    expect(book.silent('b', true, 0)).toBe('hung');
    expect(book.size).toBe(2);
  });

  it('tells once that a VM hangs, and once that it answers', () => {
    const book = new HungBook();
    book.silent('a', true, 0);
    expect(book.silent('a', true, 1000)).toBe('unchanged');
    expect(book.answered('a')).toBe('well');
    expect(book.answered('a')).toBe('unchanged');
    expect(book.all()).toEqual([]);
  });

  it('takes back a suspicion without a word', () => {
    const book = new HungBook();
    book.silent('a', false, 0);
    expect(book.due(0)).toEqual(['a']);
    expect(book.answered('a')).toBe('unchanged');
    expect(book.isApart('a')).toBe(false);
  });

  it('asks ever more seldom, up to each five seconds', () => {
    const book = new HungBook();
    let now = 0;
    const waits: number[] = [];
    book.silent('a', true, now);
    for (let probe = 0; probe < 5; probe += 1) {
      let wait = 0;
      while (book.due(now + wait).length === 0) wait += 100;
      waits.push(wait);
      now += wait;
      book.silent('a', false, now);
    }
    expect(waits).toEqual([1000, 2000, 4000, 5000, 5000]);
  });

  it('says whether a VM that is forgotten was told as hung', () => {
    const book = new HungBook();
    book.silent('a', true, 0);
    book.silent('b', false, 0);
    expect([book.forget('a'), book.forget('b'), book.forget('c')]).toEqual([true, false, false]);
  });
});
