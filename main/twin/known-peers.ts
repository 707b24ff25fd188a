/** Peers that are remembered of a VM. */
const MOST = 512;

/** Peers that a VM's services were learned to talk with. Bounded: the oldest give way. */
export class KnownPeers {
  readonly #known = new Set<string>();

  /** @param key see {@link peerKey} */
  has(service: string, key: string): boolean {
    return this.#known.has(nameOf(service, key));
  }

  learn(service: string, key: string): void {
    const entry = nameOf(service, key);
    this.#known.delete(entry);
    this.#known.add(entry);
    for (const oldest of this.#known) {
      if (this.#known.size <= MOST) break;
      this.#known.delete(oldest);
    }
  }

  list(): string[] {
    return [...this.#known];
  }

  restore(entries: readonly string[]): void {
    this.#known.clear();
    for (const entry of entries.slice(-MOST)) this.#known.add(entry);
  }
}

function nameOf(service: string, key: string): string {
  return `${service.slice(0, 32)}\t${key.slice(0, 48)}`;
}
