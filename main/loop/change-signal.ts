/**
 * Tells followers that something changed, never how often: a follower that is slow, or asks for a pause between
 * looks, sees one change where there were many.
 */
export class ChangeSignal {
  private readonly waiting = new Set<() => void>();
  private count = 0;

  /** Something changed. */
  notify(): void {
    this.count++;
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  /**
   * Yields once at the start and then after changes.
   * @param pause milliseconds between two yields at least
   */
  async *follow(signal: AbortSignal, pause: number): AsyncIterableIterator<void> {
    let seen = -1;
    while (!signal.aborted) {
      if (seen === this.count) {
        await new Promise<void>((resolve) => {
          const done = (): void => {
            signal.removeEventListener('abort', done);
            this.waiting.delete(done);
            resolve();
          };
          this.waiting.add(done);
          signal.addEventListener('abort', done, { once: true });
        });
        continue;
      }
      seen = this.count;
      yield;
      await new Promise<void>((resolve) => {
        setTimeout(resolve, pause);
      });
    }
  }
}
