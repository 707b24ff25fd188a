import { expect, test } from 'vitest';
import { ChangeSignal } from './change-signal.ts';

test('a follower hears at once, then one call for many changes, and ends with its signal', async () => {
  const changes = new ChangeSignal();
  const abort = new AbortController();
  let heard = 0;
  const following = (async () => {
    for await (const _ of changes.follow(abort.signal, 5)) heard++;
  })();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(heard).toBe(1);
  for (let at = 0; at < 100; at++) changes.notify();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(heard).toBe(2);
  abort.abort();
  await following;
});
