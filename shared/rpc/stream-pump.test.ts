import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { pumpStream } from './stream-pump.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

test('a stream that goes on for days holds none of the values it has sent', async () => {
  const abort = new AbortController();
  const sent: WeakRef<object>[] = [];
  async function* values(): AsyncIterableIterator<object> {
    for (;;) yield { rows: Array.from({ length: 100 }, (_, row) => ({ row })) };
  }
  let told: () => void = () => {};
  const pump = pumpStream(values(), abort.signal, (sequence, value) => {
    sent.push(new WeakRef(value as object));
    told();
    // The consumer answers a little later, as over a pipe.
    setImmediate(() => pump.acknowledge(sequence));
  });
  while (sent.length < 200) {
    await new Promise<void>((resolve) => {
      told = resolve;
    });
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
  collect();
  expect(sent.filter((value) => value.deref() !== undefined).length).toBeLessThan(20);
  abort.abort();
  await pump.done;
});

test('an abort ends it while it waits for a value, and while it waits for the consumer', async () => {
  const silent: AsyncIterable<unknown> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: () => Promise.resolve({ done: true, value: 0 }),
    }),
  };
  const first = new AbortController();
  const waiting = pumpStream(silent, first.signal, () => {});
  first.abort();
  await waiting.done;
  const second = new AbortController();
  let sent = 0;
  const unheard = pumpStream(
    (async function* () {
      yield 1;
      yield 2;
    })(),
    second.signal,
    () => sent++,
  );
  await new Promise((resolve) => setTimeout(resolve, 5));
  second.abort();
  await unheard.done;
  expect(sent).toBe(1);
});

test('what the source throws is what it rejects with', async () => {
  const failing = pumpStream(
    (async function* () {
      yield 1;
      throw new Error('broken');
    })(),
    new AbortController().signal,
    (sequence) => setImmediate(() => failing.acknowledge(sequence)),
  );
  await expect(failing.done).rejects.toThrow('broken');
});
