import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Channel } from './channel.ts';
import { createClient } from './client.ts';
import { REQUEST_CHARACTERS } from './envelope.ts';
import { createMemoryChannels } from './memory-channel.ts';
import { createPortChannel } from './port-channel.ts';
import { command, query, stream } from './procedure.ts';
import type { Handlers } from './procedure.ts';
import { Refusal } from './refusal.ts';
import { createServer } from './server.ts';
import type { AuditEntry } from './server.ts';
import { createSocketChannel } from './socket-channel.ts';

const contract = {
  'sum.get': query(z.object({ a: z.number(), b: z.number().default(1) }), z.object({ sum: z.number() })),
  'thing.change': command(z.object({ to: z.string().max(10) }), z.object({ was: z.string() })),
  'thing.stall': query(z.object({}), z.object({})),
  'thing.leak': query(z.object({}), z.object({ open: z.string() })),
  'thing.break': query(z.object({ how: z.enum(['refusal', 'bug', 'output']) }), z.object({ n: z.number() })),
  'count.changes': stream(z.object({ upTo: z.number() }), z.object({ n: z.number() })),
  'latest.changes': stream(z.object({}), z.object({ n: z.number() })),
} as const;

interface Carrier {
  ends: [console: Channel, engine: Channel];
  end(): void;
}
const carriers: Record<string, () => Promise<Carrier>> = {
  memory: async () => ({ ends: createMemoryChannels(), end: () => undefined }),
  'message port': async () => {
    const { port1, port2 } = new MessageChannel();
    return { ends: [createPortChannel(port1), createPortChannel(port2)], end: () => port1.close() };
  },
  'web socket': async () => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await new Promise((resolve) => server.once('listening', resolve));
    const accepted = new Promise<WebSocket>((resolve) => server.once('connection', resolve));
    const { port } = server.address() as { port: number };
    const consoleEnd = createSocketChannel(new WebSocket(`ws://127.0.0.1:${port}`));
    const engineEnd = createSocketChannel(await accepted);
    return { ends: [consoleEnd, engineEnd], end: () => server.close() };
  },
};

/** Rejects when told to stop, never before. */
const until = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('told to stop'))));

/** Everything a test looks at, over one carrier. */
async function open(make: () => Promise<Carrier>) {
  const carrier = await make();
  const [consoleEnd, engineEnd] = carrier.ends;
  const audits: AuditEntry[] = [];
  const bugs: { id: string; error: unknown }[] = [];
  const seen = {
    inputs: [] as unknown[],
    signals: [] as AbortSignal[],
    pulls: 0,
    returned: 0,
    state: 'old',
    latest: 0,
  };
  const handlers: Handlers<typeof contract> = {
    'sum.get': (input) => {
      seen.inputs.push(input);
      return { sum: input.a + input.b };
    },
    'thing.change': async ({ to }) => {
      if (to === 'no') throw new Refusal('conflict', 'It is taken.');
      const was = seen.state;
      seen.state = to;
      return { was };
    },
    'thing.stall': (_, signal) => {
      seen.signals.push(signal);
      return until(signal);
    },
    'thing.leak': () => ({ open: 'yes', secret: 'no' }),
    'thing.break': ({ how }) => {
      if (how === 'refusal') throw new Refusal('not-found', 'No such thing.');
      if (how === 'bug') throw new Error('secret detail');
      return { n: Number.NaN };
    },
    'count.changes': async function* count({ upTo }) {
      try {
        for (let n = 0; n <= upTo; n += 1) {
          seen.pulls += 1;
          yield { n };
        }
      } finally {
        seen.returned += 1;
      }
    },
    'latest.changes': async function* latest(_, signal) {
      seen.signals.push(signal);
      for (let n = -1; ; n = seen.latest) {
        yield { n };
        while (seen.latest <= n) await new Promise((resolve) => setTimeout(resolve, 1));
      }
    },
  };
  createServer(contract, handlers, engineEnd, {
    audit: (entry) => audits.push(entry),
    log: (entry) => bugs.push(entry),
  });
  const client = createClient(contract, consoleEnd);
  return { carrier, consoleEnd, engineEnd, client, audits, bugs, seen };
}
/** Resolves when `value` holds; fails the test after two seconds. */
const wait = (value: () => boolean): Promise<void> =>
  vi.waitFor(() => expect(value()).toBe(true), { timeout: 2000, interval: 2 });

/** Sends a raw message and answers with the next one that comes back. */
const exchange = (channel: Channel, message: string): Promise<unknown> =>
  new Promise((resolve) => {
    const stop = channel.onMessage((answer) => {
      stop();
      resolve(JSON.parse(answer as string));
    });
    channel.send(message);
  });

describe.each(Object.entries(carriers))('over %s', (_, make) => {
  let current: Awaited<ReturnType<typeof open>> | null = null;
  const start = async () => (current = await open(make));
  afterEach(() => {
    current?.consoleEnd.close();
    current?.carrier.end();
    current = null;
  });

  it('answers a query, its input parsed and defaulted', async () => {
    const { client, seen } = await start();
    expect(await client.call('sum.get', { a: 2 })).toEqual({ sum: 3 });
    expect(seen.inputs).toEqual([{ a: 2, b: 1 }]);
  });

  it('keeps many calls apart', async () => {
    const { client } = await start();
    const sums = await Promise.all(Array.from({ length: 200 }, (__, a) => client.call('sum.get', { a, b: 0 })));
    expect(sums.map(({ sum }) => sum)).toEqual(Array.from({ length: 200 }, (__, a) => a));
  });

  it('refuses input that the schema refuses, before any handler', async () => {
    const { client, seen } = await start();
    await expect(client.call('sum.get', { a: 'x' as never })).rejects.toMatchObject({
      name: 'Refusal',
      code: 'invalid',
    });
    expect(seen.inputs).toEqual([]);
  });

  it('lets nothing out that the output schema does not name', async () => {
    const { consoleEnd } = await start();
    const answer = await exchange(consoleEnd, '{"kind":"call","id":1,"name":"thing.leak","input":{}}');
    expect(answer).toEqual({ kind: 'result', id: 1, output: { open: 'yes' } });
  });

  it('passes a refusal on and hides everything else behind one logged id', async () => {
    const { client, bugs } = await start();
    await expect(client.call('thing.break', { how: 'refusal' })).rejects.toEqual(
      new Refusal('not-found', 'No such thing.'),
    );
    expect(bugs).toHaveLength(0);
    for (const how of ['bug', 'output'] as const) {
      const error: unknown = await client.call('thing.break', { how }).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'internal' });
      expect((error as Error).message).not.toContain('secret');
      expect((error as Error).message).toContain(bugs.at(-1)?.id);
    }
    expect(bugs).toHaveLength(2);
  });

  it('audits commands, what became of them, and no query', async () => {
    const { client, audits } = await start();
    await client.call('sum.get', { a: 1 });
    await client.call('thing.change', { to: 'new' });
    await client.call('thing.change', { to: 'no' }).catch(() => undefined);
    await client.call('thing.change', { to: 'much too long' }).catch(() => undefined);
    const name = 'thing.change';
    expect(audits).toEqual([
      { name, input: { to: 'new' }, stage: 'asked', message: '' },
      { name, input: { to: 'new' }, stage: 'done', message: '' },
      { name, input: { to: 'no' }, stage: 'asked', message: '' },
      { name, input: { to: 'no' }, stage: 'refused', message: 'It is taken.' },
      { name, input: null, stage: 'refused', message: expect.stringContaining('to:') as string },
    ]);
  });

  it('cancels a call on both sides', async () => {
    const { client, seen, bugs } = await start();
    const controller = new AbortController();
    const call = client.call('thing.stall', {}, { signal: controller.signal });
    await wait(() => seen.signals.length === 1);
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    await wait(() => seen.signals[0]?.aborted ?? false);
    await expect(client.call('thing.stall', {}, { signal: controller.signal })).rejects.toThrow('aborted');
    expect(await client.call('sum.get', { a: 1 })).toEqual({ sum: 2 });
    expect(seen.signals).toHaveLength(1);
    expect(bugs).toHaveLength(0);
  });

  it('follows a stream to its end, in order', async () => {
    const { client, seen } = await start();
    const values: number[] = [];
    const end = await new Promise((resolve) => {
      const { signal } = new AbortController();
      client.follow('count.changes', { upTo: 50 }, ({ n }) => void values.push(n), { signal, onEnd: resolve });
    });
    expect(end).toBeNull();
    expect(values).toEqual(Array.from({ length: 51 }, (__, n) => n));
    expect(seen.returned).toBe(1);
  });

  it('sends the snapshot at once and waits for the acknowledgement of each value', async () => {
    const { client, seen } = await start();
    const values: number[] = [];
    let release: (() => void) | undefined;
    const controller = new AbortController();
    client.follow(
      'latest.changes',
      {},
      ({ n }) => {
        values.push(n);
        return new Promise((resolve) => (release = resolve));
      },
      { signal: controller.signal },
    );
    await wait(() => values.length === 1);
    for (seen.latest = 1; seen.latest < 30; seen.latest += 1) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(values).toEqual([-1]);
    release?.();
    await wait(() => values.length === 2);
    expect(values).toEqual([-1, 30]);
    controller.abort();
    await wait(() => seen.signals[0]?.aborted ?? false);
  });

  it('stops pulling when the consumer leaves, and lets the source clean up', async () => {
    const { client, seen } = await start();
    const controller = new AbortController();
    client.follow('count.changes', { upTo: 1e9 }, ({ n }) => void (n === 20 && controller.abort()), {
      signal: controller.signal,
      onEnd: () => expect.unreachable('nothing is heard after an abort'),
    });
    await wait(() => seen.returned === 1);
    expect(seen.pulls).toBeLessThan(25);
  });

  it('tells a follower why its stream was refused', async () => {
    const { client } = await start();
    const error = await new Promise((resolve) => {
      const { signal } = new AbortController();
      client.follow('count.changes', { upTo: 'x' as never }, () => undefined, { signal, onEnd: resolve });
    });
    expect(error).toMatchObject({ code: 'invalid' });
  });

  it.each([
    ['not JSON', '{', null, 'malformed'],
    ['no object', '7', null, 'malformed'],
    ['no kind', '{"id":3}', 3, 'malformed'],
    ['unknown kind', '{"kind":"eval","id":3}', 3, 'malformed'],
    ['extra key', '{"kind":"cancel","id":3,"more":1}', 3, 'malformed'],
    ['id not a count', '{"kind":"call","id":-1,"name":"sum.get","input":{}}', null, 'malformed'],
    ['unknown name', '{"kind":"call","id":3,"name":"nothing","input":{}}', 3, 'unsupported'],
    ['inherited name', '{"kind":"call","id":3,"name":"constructor","input":{}}', 3, 'unsupported'],
    ['prototype', '{"kind":"call","id":3,"name":"__proto__","input":{}}', 3, 'unsupported'],
    ['stream called', '{"kind":"call","id":3,"name":"count.changes","input":{"upTo":1}}', 3, 'unsupported'],
    ['query followed', '{"kind":"follow","id":3,"name":"sum.get","input":{"a":1}}', 3, 'unsupported'],
    ['no input', '{"kind":"call","id":3,"name":"sum.get"}', 3, 'malformed'],
    ['too large', `"${'x'.repeat(REQUEST_CHARACTERS)}"`, null, 'too-large'],
  ])('answers a bad message: %s', async (__, message, id, code) => {
    const { consoleEnd, client } = await start();
    expect(await exchange(consoleEnd, message)).toMatchObject({ kind: 'refusal', id, code });
    expect(await client.call('sum.get', { a: 1 })).toEqual({ sum: 2 });
  });

  it('refuses a wrong acknowledgement, a taken id, and too much at once', async () => {
    const { consoleEnd, client, seen } = await start();
    const follow = '{"kind":"follow","id":900,"name":"latest.changes","input":{}}';
    expect(await exchange(consoleEnd, follow)).toEqual({ kind: 'value', id: 900, sequence: 0, value: { n: -1 } });
    const answer = await exchange(consoleEnd, '{"kind":"acknowledge","id":900,"sequence":5}');
    expect(answer).toMatchObject({ id: null, code: 'malformed' });
    expect(await exchange(consoleEnd, follow)).toMatchObject({ id: null, code: 'malformed' });
    const { signal } = new AbortController();
    const stalled = Array.from({ length: 255 }, () => client.call('thing.stall', {}, { signal }));
    await wait(() => seen.signals.length === 256);
    await expect(client.call('sum.get', { a: 1 })).rejects.toMatchObject({ code: 'too-many' });
    consoleEnd.close();
    const outcomes = await Promise.allSettled(stalled);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  });

  it.each(['console', 'engine'])('ends everything at work when the %s closes', async (side) => {
    const { client, consoleEnd, engineEnd, seen, bugs } = await start();
    const call = client.call('thing.stall', {});
    const ended = new Promise((resolve) => {
      client.follow('latest.changes', {}, () => undefined, { signal: new AbortController().signal, onEnd: resolve });
    });
    await wait(() => seen.signals.length === 2);
    (side === 'console' ? consoleEnd : engineEnd).close();
    await expect(call).rejects.toMatchObject({ code: 'disconnected' });
    expect(await ended).toMatchObject({ code: 'disconnected' });
    await wait(() => seen.signals.every(({ aborted }) => aborted));
    await expect(client.call('sum.get', { a: 1 })).rejects.toMatchObject({ code: 'disconnected' });
    expect(bugs).toHaveLength(0);
  });

  it('refuses to send what is too much', async () => {
    const { client } = await start();
    const call = client.call('thing.change', { to: 'x'.repeat(REQUEST_CHARACTERS) });
    await expect(call).rejects.toMatchObject({ code: 'too-large' });
  });
});
