/** A stream on its way to one consumer. */
export interface Pump {
  /** Resolves when the source ended or the signal aborted; rejects with what the source threw. */
  done: Promise<void>;
  /** The consumer is ready for the next value; false where `sequence` is not the one it was sent. */
  acknowledge(sequence: number): boolean;
}

/**
 * Pulls `values` one at a time and sends each; the next is pulled only when the last was acknowledged, so a source
 * that yields its newest state skips what a slow consumer has no time for.
 */
export function pumpStream(
  values: AsyncIterable<unknown>,
  signal: AbortSignal,
  send: (sequence: number, value: unknown) => void,
): Pump {
  let awaited = -1;
  let proceed: (() => void) | null = null;

  async function run(): Promise<void> {
    let interrupt: () => void = () => {};
    const onAbort = (): void => interrupt();
    signal.addEventListener('abort', onAbort);
    // Not a race with one long promise of the abort: that would hold every value of a stream until the stream ends.
    const orAborted = <T>(promise: Promise<T>): Promise<T | 'aborted'> =>
      new Promise((resolve, reject) => {
        if (signal.aborted) resolve('aborted');
        interrupt = () => resolve('aborted');
        promise.then(resolve, reject);
      });
    const iterator = values[Symbol.asyncIterator]();
    let ended = false;
    try {
      for (let sequence = 0; ; sequence += 1) {
        const pulled = iterator.next();
        // Where the abort wins, nobody looks at this pull any more.
        pulled.catch(() => undefined);
        const next = await orAborted(pulled);
        if (next === 'aborted') return;
        if (next.done === true) {
          ended = true;
          return;
        }
        const acknowledged = new Promise<void>((resolve) => {
          proceed = resolve;
        });
        awaited = sequence;
        send(sequence, next.value);
        if ((await orAborted(acknowledged)) === 'aborted') return;
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      // Not awaited: a source that sits in its own wait answers only when that ends.
      if (!ended) void iterator.return?.().catch(() => undefined);
    }
  }

  return {
    done: run(),
    acknowledge(sequence) {
      if (sequence !== awaited) return false;
      awaited = -1;
      proceed?.();
      return true;
    },
  };
}
