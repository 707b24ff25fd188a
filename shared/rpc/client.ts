import type { Channel } from './channel.ts';
import { readEnvelope, REQUEST_CHARACTERS, RESPONSE_CHARACTERS, responseSchema } from './envelope.ts';
import type { Request, Response } from './envelope.ts';
import type { Client, Contract } from './procedure.ts';
import { Refusal } from './refusal.ts';

interface Waiting {
  answer(response: Response): void;
  fail(refusal: Refusal): void;
}

/** The error a call rejects with when its own signal aborted it. */
function createAbortError(signal: AbortSignal): Error {
  const error = new Error('aborted', { cause: signal.reason });
  error.name = 'AbortError';
  return error;
}

/**
 * Speaks for the console over one channel. Calls after the channel closed, and those it cut off, are refused with
 * code `disconnected`; a new channel needs a new client.
 */
export function createClient<C extends Contract>(contract: C, channel: Channel): Client<C> {
  const waiting = new Map<number, Waiting>();
  let nextId = 0;
  let closed = false;

  /** Sends a request; answers with why it cannot, or null. */
  function send(request: Request): Refusal | null {
    if ('name' in request && !Object.hasOwn(contract, request.name)) {
      return new Refusal('unsupported', `There is no procedure called ${request.name}.`);
    }
    if (closed) return new Refusal('disconnected', 'The engine is not connected.');
    const text = JSON.stringify(request);
    if (text.length > REQUEST_CHARACTERS) return new Refusal('too-large', 'This is too much to send at once.');
    channel.send(text);
    return null;
  }

  channel.onMessage((message) => {
    const reading = readEnvelope(message, responseSchema, RESPONSE_CHARACTERS);
    if (!reading.ok) {
      if (reading.id === null) return;
      const entry = waiting.get(reading.id);
      waiting.delete(reading.id);
      entry?.fail(new Refusal('malformed', `The engine answered with ${reading.reason}.`));
      return;
    }
    const response = reading.message;
    if (response.id === null) return;
    const entry = waiting.get(response.id);
    if (entry === undefined) return;
    if (response.kind !== 'value') waiting.delete(response.id);
    if (response.kind === 'refusal') entry.fail(new Refusal(response.code, response.message));
    else entry.answer(response);
  });
  channel.onClose(() => {
    closed = true;
    const cut = [...waiting.values()];
    waiting.clear();
    for (const entry of cut) entry.fail(new Refusal('disconnected', 'The connection to the engine was lost.'));
  });

  /** Starts a request and hears of an abort of `signal` while it is at work. */
  function ask(request: Request, signal: AbortSignal | undefined, entry: Waiting, onAbort: () => void): void {
    const { id } = request;
    const abort = (): void => {
      if (!waiting.delete(id)) return;
      send({ kind: 'cancel', id });
      onAbort();
    };
    const settle = (): void => signal?.removeEventListener('abort', abort);
    waiting.set(id, {
      answer: (response) => {
        if (response.kind !== 'value') settle();
        entry.answer(response);
      },
      fail: (refusal) => {
        settle();
        entry.fail(refusal);
      },
    });
    signal?.addEventListener('abort', abort, { once: true });
    const refusal = send(request);
    if (refusal === null) return;
    waiting.delete(id);
    settle();
    entry.fail(refusal);
  }

  return {
    call: (name, input, options = {}) =>
      new Promise((resolve, reject) => {
        const { signal } = options;
        if (signal?.aborted) return reject(createAbortError(signal));
        const id = (nextId += 1);
        ask(
          { kind: 'call', id, name, input },
          signal,
          {
            answer: (response) => resolve((response.kind === 'result' ? response.output : undefined) as never),
            fail: reject,
          },
          () => reject(createAbortError(signal as AbortSignal)),
        );
      }),
    follow: (name, input, listener, { signal, onEnd }) => {
      if (signal.aborted) return;
      const id = (nextId += 1);
      const deal = async (sequence: number, value: unknown): Promise<void> => {
        try {
          await listener(value as never);
        } finally {
          // A listener that throws has had its turn; the stream goes on and the error reaches the host's handler.
          if (waiting.has(id)) send({ kind: 'acknowledge', id, sequence });
        }
      };
      ask(
        { kind: 'follow', id, name, input },
        signal,
        {
          answer: (response) => {
            if (response.kind === 'value') void deal(response.sequence, response.value);
            else onEnd?.(null);
          },
          fail: (refusal) => onEnd?.(refusal),
        },
        () => undefined,
      );
    },
  };
}
