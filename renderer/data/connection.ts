import { contract, type MienContract } from '../../shared/contract/contract.ts';
import type { Channel } from '../../shared/rpc/channel.ts';
import { createClient } from '../../shared/rpc/client.ts';
import type { Client } from '../../shared/rpc/procedure.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';

/** The typed client of the engine. */
export type EngineClient = Client<MienContract>;

/** Whether the engine answers; times are wall clock, milliseconds. */
export interface LinkState {
  state: 'connecting' | 'open' | 'lost';
  since: number;
  tries: number;
  /** When the next try comes, null while one runs or none is needed. */
  nextTry: number | null;
}

/** A client that survives the loss of its channel: it dials again with growing pauses and follows its streams anew. */
export interface Connection {
  client: EngineClient;
  readLink: () => LinkState;
  /** Hears changes of the link. Returns the way to stop. */
  onLink: (listener: () => void) => () => void;
  /** Dials now instead of waiting. */
  retry: () => void;
}

const pauses = [500, 1000, 2000, 4000, 8000, 10_000] as const;

/** Pause before the next try after `tries` failed ones, milliseconds, up to a fifth longer by `random` from 0 to 1. */
export function pauseAfter(tries: number, random: number): number {
  const pause = pauses[Math.min(Math.max(tries, 1), pauses.length) - 1] ?? 10_000;
  return Math.round(pause * (1 + 0.2 * random));
}

/** Connects by `dial`, which resolves with an open channel. */
export function createConnection(dial: () => Promise<Channel>): Connection {
  let live: EngineClient | null = null;
  let link: LinkState = { state: 'connecting', since: Date.now(), tries: 0, nextTry: null };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();
  const onOpen = new Set<() => void>();
  const setLink = (next: LinkState): void => {
    link = next;
    for (const listener of listeners) listener();
  };
  const lose = (): void => {
    live = null;
    const tries = link.state === 'open' ? 1 : link.tries + 1;
    const pause = pauseAfter(tries, Math.random());
    const since = link.state === 'lost' ? link.since : Date.now();
    setLink({ state: 'lost', since, tries, nextTry: Date.now() + pause });
    timer = setTimeout(connect, pause);
  };
  function connect(): void {
    clearTimeout(timer);
    setLink({ ...link, nextTry: null });
    void dialOnce();
  }
  async function dialOnce(): Promise<void> {
    try {
      const channel = await dial();
      channel.onClose(lose);
      live = createClient(contract, channel);
    } catch {
      lose();
      return;
    }
    setLink({ state: 'open', since: Date.now(), tries: 0, nextTry: null });
    for (const begin of onOpen) begin();
  }
  connect();
  const client: EngineClient = {
    call: async (name, input, options) => {
      const current = live ?? (await waitForOpen(onOpen, () => live, options?.signal));
      return current.call(name, input, options);
    },
    follow: (name, input, listener, options) => {
      const begin = (): void => {
        if (options.signal.aborted) return;
        live?.follow(name, input, listener, {
          signal: options.signal,
          onEnd: (error) => {
            // A lost channel is not the end of the stream: it begins again with the next one.
            if (error instanceof Refusal && error.code === 'disconnected') return;
            onOpen.delete(begin);
            options.onEnd?.(error);
          },
        });
      };
      onOpen.add(begin);
      options.signal.addEventListener('abort', () => onOpen.delete(begin), { once: true });
      begin();
    },
  };
  return {
    client,
    readLink: () => link,
    onLink: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    retry: () => {
      if (link.state === 'lost' && link.nextTry !== null) connect();
    },
  };
}

/** Waits up to 10 s for a channel; a console that just started asks before its first one is open. */
function waitForOpen(
  onOpen: Set<() => void>,
  read: () => EngineClient | null,
  signal: AbortSignal | undefined,
): Promise<EngineClient> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      onOpen.delete(begin);
      clearTimeout(timer);
      signal?.removeEventListener('abort', give);
    };
    const give = (): void => {
      stop();
      reject(new Refusal('disconnected', 'The engine does not answer.'));
    };
    const begin = (): void => {
      const client = read();
      if (client === null) return;
      stop();
      resolve(client);
    };
    const timer = setTimeout(give, 10_000);
    onOpen.add(begin);
    signal?.addEventListener('abort', give, { once: true });
  });
}
