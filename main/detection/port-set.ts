const FIRST = 8;

/** Ports, at most so many, two bytes each. Looked through from the newest: who repeats a port does so at once. */
export class PortSet {
  size = 0;
  readonly #most: number;
  #kept = new Uint16Array(FIRST);

  constructor(most: number) {
    this.#most = most;
  }

  has(port: number): boolean {
    for (let at = this.size - 1; at >= 0; at--) if (this.#kept[at] === port) return true;
    return false;
  }

  /** Adds a port that is not there yet; beyond the bound nothing is added. */
  add(port: number): void {
    if (this.size === this.#most || this.has(port)) return;
    if (this.size === this.#kept.length) {
      const wider = new Uint16Array(Math.min(this.#most, this.size * 4));
      wider.set(this.#kept);
      this.#kept = wider;
    }
    this.#kept[this.size++] = port;
  }
}
