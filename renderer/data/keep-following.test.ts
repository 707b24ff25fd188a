import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EngineClient } from './connection.ts';
import { keepFollowing } from './keep-following.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('asks again for a stream that failed, but not after its end or once the screen is gone', () => {
  const ends: ((error: Error | null) => void)[] = [];
  const client: Pick<EngineClient, 'follow'> = {
    follow: (_name, _input, _listener, { onEnd }) => void ends.push(onEnd ?? (() => undefined)),
  };
  const stop = new AbortController();
  keepFollowing(client as EngineClient, 'host.changes', {}, () => undefined, stop.signal);
  expect(ends).toHaveLength(1);
  ends[0]?.(new Error('an answer could not be made'));
  expect(ends).toHaveLength(1);
  vi.advanceTimersByTime(3000);
  expect(ends).toHaveLength(2);
  ends[1]?.(null);
  vi.advanceTimersByTime(10_000);
  expect(ends).toHaveLength(2);
  ends[1]?.(new Error('failed again'));
  stop.abort();
  vi.advanceTimersByTime(10_000);
  expect(ends).toHaveLength(2);
});
