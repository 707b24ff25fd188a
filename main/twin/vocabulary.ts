import type { Token } from './sequence-model.ts';

/** Longest word that is kept, characters: words come from a guest. */
const LONGEST = 48;
/** Tokens that are left for words that came when it was full. */
const KINDS = 16;

/**
 * Words and their tokens. A word gets a token when it is learned; what was never learned is 0. Once it is full, further words
 * of a kind (what stands before the first colon) share a token.
 */
export class Vocabulary {
  readonly #most: number;
  readonly #tokens = new Map<string, Token>();
  readonly #words: string[] = [''];
  readonly #counts: number[] = [0];

  constructor(most: number) {
    this.#most = most;
  }

  /** Number of tokens, 0 included. */
  get size(): number {
    return this.#words.length;
  }

  tokenOf(word: string): Token {
    const known = this.#tokens.get(word.slice(0, LONGEST));
    if (known !== undefined) return known;
    return this.size < this.#most - KINDS ? 0 : (this.#tokens.get(otherOf(word)) ?? 0);
  }

  /** Whether this very word was learned. */
  knows(word: string): boolean {
    return this.#tokens.has(word.slice(0, LONGEST));
  }

  /** '' for 0 and for what is no token. */
  wordOf(token: Token): string {
    return this.#words[token] ?? '';
  }

  /** Counts a word that was learned, and gives it a token where it has none. */
  learn(word: string): Token {
    let key = word.slice(0, LONGEST);
    if (this.size >= this.#most - KINDS && !this.#tokens.has(key)) key = otherOf(word);
    let token = this.#tokens.get(key);
    if (token === undefined) {
      if (this.#words.length >= this.#most) return 0;
      token = this.#words.length;
      this.#tokens.set(key, token);
      this.#words.push(key);
      this.#counts.push(0);
    }
    this.#counts[token] = (this.#counts[token] ?? 0) + 1;
    return token;
  }

  /** Words with how often each was learned, in the order of their tokens from 1. */
  list(): { word: string; count: number }[] {
    return this.#words.slice(1).map((word, index) => ({ word, count: this.#counts[index + 1] ?? 0 }));
  }

  /** Takes what {@link Vocabulary.list} gave. */
  restore(words: readonly { word: string; count: number }[]): void {
    this.#tokens.clear();
    this.#words.length = 1;
    this.#counts.length = 1;
    for (const { word, count } of words.slice(0, this.#most - 1)) {
      this.#tokens.set(word, this.#words.length);
      this.#words.push(word);
      this.#counts.push(count);
    }
  }
}

function otherOf(word: string): string {
  const colon = word.indexOf(':');
  return `${colon < 0 ? '' : word.slice(0, Math.min(colon, 16))}:others`;
}
