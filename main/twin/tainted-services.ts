/** How long around an act that is grave by itself nothing of its service is learned, microseconds. */
const TAINTED = 15e6;
const MOST = 64;

/** Services of which nothing is learned for a while. Bounded: the oldest give way. */
export class TaintedServices {
  readonly #until = new Map<string, number>();

  taint(service: string, now: number): void {
    this.#until.delete(service);
    this.#until.set(service, now + TAINTED);
    for (const oldest of this.#until.keys()) {
      if (this.#until.size <= MOST) break;
      this.#until.delete(oldest);
    }
  }

  /** Whether what began at a time is of such a while. */
  has(service: string, from: number): boolean {
    return (this.#until.get(service) ?? 0) > from;
  }
}
