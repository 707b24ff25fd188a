/** Addresses by the DNS names that led to them. */
export class KnownNames {
  readonly #addresses = new Map<string, Set<string>>();

  add(name: string, address: string): void {
    const key = name.toLowerCase().replace(/\.$/, '');
    const known = this.#addresses.get(key) ?? new Set();
    known.add(address);
    this.#addresses.set(key, known);
  }

  /** Addresses of a name, or of all names under `*.name`. */
  of(name: string): string[] {
    const key = name.toLowerCase().replace(/\.$/, '');
    if (!key.startsWith('*.')) return [...(this.#addresses.get(key) ?? [])];
    const tail = key.slice(1);
    const found = new Set<string>();
    for (const [known, addresses] of this.#addresses)
      if (known.endsWith(tail)) for (const address of addresses) found.add(address);
    return [...found];
  }
}
