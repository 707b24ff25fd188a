import { shortHash } from './short-hash.ts';

/** Names after what is named: equal things have one, and different ones never do. */
export class UniqueNames {
  readonly #prefix: string;
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** @returns its name, and whether it was named before */
  of(content: string): { name: string; known: boolean } {
    const known = this.#names.get(content);
    if (known !== undefined) return { name: known, known: true };
    let name = `${this.#prefix}_${shortHash(content)}`;
    while (this.#taken.has(name)) name += 'x';
    this.#names.set(content, name);
    this.#taken.add(name);
    return { name, known: false };
  }
}
