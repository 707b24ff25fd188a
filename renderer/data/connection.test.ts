import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contract } from '../../shared/contract/contract.ts';
import type { Channel } from '../../shared/rpc/channel.ts';
import { createMemoryChannels } from '../../shared/rpc/memory-channel.ts';
import { createServer } from '../../shared/rpc/server.ts';
import { createConnection, pauseAfter } from './connection.ts';

type Handlers = Parameters<typeof createServer<typeof contract>>[1];

/** An engine that answers what these tests ask; everything else is missing on purpose. */
function startEngine(): Channel {
  const [console, engine] = createMemoryChannels();
  const handlers = {
    'console.doctor': () => ({ checks: [] }),
    'session.changes': async function* changes(_input: object, signal: AbortSignal) {
      yield { open: [] };
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    },
  };
  createServer(contract, handlers as unknown as Handlers, engine, { audit: () => undefined, log: () => undefined });
  return console;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('connection', () => {
  it('lets a call wait for the first channel', async () => {
    const connection = createConnection(async () => startEngine());
    expect(connection.readLink().state).toBe('connecting');
    await expect(connection.client.call('console.doctor', {})).resolves.toEqual({ checks: [] });
    expect(connection.readLink().state).toBe('open');
  });
  it('dials again after a loss and follows its streams anew', async () => {
    const channels: Channel[] = [];
    const connection = createConnection(async () => {
      const channel = startEngine();
      channels.push(channel);
      return channel;
    });
    let snapshots = 0;
    connection.client.follow('session.changes', {}, () => (snapshots += 1) as unknown as void, {
      signal: new AbortController().signal,
    });
    await vi.advanceTimersByTimeAsync(10);
    expect(snapshots).toBe(1);
    channels[0]?.close();
    await vi.advanceTimersByTimeAsync(10);
    expect(connection.readLink()).toMatchObject({ state: 'lost', tries: 1 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(connection.readLink().state).toBe('open');
    expect(snapshots).toBe(2);
  });
  it('gives a stream up when its listener does', async () => {
    const connection = createConnection(async () => startEngine());
    const stop = new AbortController();
    let snapshots = 0;
    stop.abort();
    connection.client.follow('session.changes', {}, () => (snapshots += 1) as unknown as void, { signal: stop.signal });
    await vi.advanceTimersByTimeAsync(50);
    expect(snapshots).toBe(0);
  });
  it('refuses a call after ten seconds without an engine, and goes on trying', async () => {
    let dials = 0;
    const connection = createConnection(() => {
      dials += 1;
      return Promise.reject(new Error('nobody there'));
    });
    const call = connection.client.call('console.doctor', {});
    const refused = expect(call).rejects.toMatchObject({ code: 'disconnected' });
    await vi.advanceTimersByTimeAsync(12_000);
    await refused;
    expect(dials).toBeGreaterThan(3);
    expect(connection.readLink()).toMatchObject({ state: 'lost' });
    const before = dials;
    connection.retry();
    expect(dials).toBe(before + 1);
  });
  it('waits longer after each try, up to ten seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 60].map((tries) => pauseAfter(tries, 0))).toEqual([
      500, 1000, 2000, 4000, 8000, 10_000, 10_000,
    ]);
    expect(pauseAfter(1, 1)).toBe(600);
  });
});
