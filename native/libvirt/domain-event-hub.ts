import type { CallOptions, DomainEvents, Subscription } from './connection.ts';
import {
  DOMAIN_EVENTS,
  type DomainEvent,
  type DomainEventName,
  type DomainEventOf,
  LIFECYCLE_TYPES,
} from './protocol/domain-events.ts';
import type { DomainName } from './protocol/structures.ts';
import type { RpcChannel } from './rpc-channel.ts';
import type { Codec } from './xdr/codec.ts';
import { XdrReader } from './xdr/xdr-reader.ts';

interface Body {
  callbackID: number;
  dom: DomainName;
}

const byMessage = new Map<number, { name: DomainEventName; body: Codec<Body> }>(
  Object.entries(DOMAIN_EVENTS).map(([name, kind]) => [
    kind.message,
    { name: name as DomainEventName, body: kind.body },
  ]),
);

/** Hands events to those who listen. */
export class DomainEventHub implements DomainEvents {
  #channel: RpcChannel | null = null;
  /** By the daemon's number of the registration. */
  readonly #listeners = new Map<number, (event: DomainEvent) => void>();

  /** Names the channel that registrations go over. */
  attach(channel: RpcChannel): void {
    this.#channel = channel;
  }

  async subscribe<E extends DomainEventName>(
    event: E,
    listener: (event: DomainEventOf<E>) => void,
    { domain = null, ...options }: CallOptions & { domain?: DomainName | null } = {},
  ): Promise<Subscription> {
    const channel = this.#channel!;
    const { callbackID } = await channel.call(
      'CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY',
      { eventID: DOMAIN_EVENTS[event].id, dom: domain },
      options,
      // At once: the first event may stand right behind the answer.
      (result) => this.#listeners.set(result.callbackID, listener as (event: DomainEvent) => void),
    );
    return {
      end: async () => {
        if (!this.#listeners.delete(callbackID)) return;
        // A connection that is gone has forgotten it already.
        await channel.call('CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY', { callbackID }).catch(() => undefined);
      },
    };
  }

  /** Takes a message; says whether it was an event that someone listens to. @throws XdrError */
  take(procedure: number, bytes: Buffer): boolean {
    const kind = byMessage.get(procedure);
    if (!kind) return false;
    const { callbackID, dom, ...fields } = kind.body.read(new XdrReader(bytes));
    const listener = this.#listeners.get(callbackID);
    if (!listener) return false;
    const event = describeEvent(kind.name, dom, fields);
    // Apart from the reading of the socket: a listener that throws must not leave it half done.
    queueMicrotask(() => listener(event));
    return true;
  }
}

function describeEvent(name: DomainEventName, domain: DomainName, fields: object): DomainEvent {
  if (name !== 'lifecycle') return { event: name, domain, ...fields } as DomainEvent;
  const { event, detail } = fields as { event: number; detail: number };
  return { event: name, domain, type: LIFECYCLE_TYPES[event] ?? 'unknown', detail };
}
