import { authenticate } from './authenticate.ts';
import { DomainEventHub } from './domain-event-hub.ts';
import { openDriver } from './open-driver.ts';
import { parseUri } from './parse-uri.ts';
import type { DomainEventName, DomainEventOf } from './protocol/domain-events.ts';
import type { ProcedureArgs, ProcedureName, ProcedureResult, StreamProcedure } from './protocol/procedures.ts';
import { RpcChannel } from './rpc-channel.ts';
import { TransportError } from './transport-error.ts';
import { openTransport } from './transports/open-transport.ts';
import type { Transport } from './transports/transport.ts';

/** What a SASL mechanism asks for. */
export type CredentialPrompt = 'username' | 'password';

/** What to connect to, and how. Times in milliseconds. */
export interface ConnectOptions {
  /** As users know it: `qemu:///system`, `qemu+ssh://user@host/system?keyfile=…`, `qemu+tls://host/system` … */
  uri: string;
  /** Whether nothing may be changed; true unless told otherwise. */
  readOnly?: boolean;
  /** Until the connection is made; and of each call that names no deadline of its own. 10,000 unless told otherwise. */
  timeout?: number;
  /** The other side is asked whether it is there after each interval of silence; after `count` without answer it is gone. 5,000 × 5. */
  keepalive?: { interval: number; count: number };
  /** Answers the prompts of a SASL mechanism; null gives up. */
  credentials?: (
    mechanism: string,
    prompts: readonly CredentialPrompt[],
  ) => Promise<Partial<Record<CredentialPrompt, string>> | null>;
  /** Gives up connecting. */
  signal?: AbortSignal;
}

/** Bounds of one call. */
export interface CallOptions {
  /** Milliseconds until it is abandoned: its late answer is dropped, the connection stays usable. */
  deadline?: number;
  /** Abandons it. */
  signal?: AbortSignal;
}

/** Who answers. */
export interface ServerFacts {
  /** libvirt's version, `9.0.0`. */
  libvirtVersion: string;
  /** `QEMU`, `TEST` … */
  hypervisor: string;
  /** Its version, '' where the daemon does not say. */
  hypervisorVersion: string;
  hostname: string;
}

/** Why a connection is no more. */
export interface Closed {
  /** Null where it was closed on this side. */
  error: TransportError | null;
}

/** What went by on a connection. */
export interface ConnectionCounts {
  calls: number;
  /** Answers to calls that were abandoned. */
  lateAnswers: number;
  /** Messages of a kind that is not known here: newer daemons have more. */
  unknownMessages: number;
  /** Events that could not be read. */
  damagedEvents: number;
  bytesIn: number;
  bytesOut: number;
}

/** Listening to one kind of event. */
export interface Subscription {
  /** Stops; the daemon is told, if it is still there. */
  end(): Promise<void>;
}

/** Events of domains. A new connection knows nothing of the subscriptions of the one before. */
export interface DomainEvents {
  /**
   * Listens to one kind of event of all domains, or of one.
   * @throws LibvirtError where the daemon does not know the kind; TransportError
   */
  subscribe<E extends DomainEventName>(
    event: E,
    listener: (event: DomainEventOf<E>) => void,
    options?: CallOptions & { domain?: { name: string; uuid: string; id: number } },
  ): Promise<Subscription>;
}

/**
 * Bytes to and from something behind the daemon. There is no window in the protocol: while more than a mebibyte is
 * unread the whole connection is not read, so a stream that may be slow wants a connection of its own.
 */
export interface LibvirtStream extends AsyncIterable<Buffer> {
  /** Next bytes, or null at the end. @throws LibvirtError, TransportError */
  read(): Promise<Buffer | null>;
  /** Resolves when they are handed to the system. @throws LibvirtError, TransportError */
  write(bytes: Uint8Array): Promise<void>;
  /** Says that all is written and waits until the other side has it. @throws LibvirtError, TransportError */
  finish(): Promise<void>;
  /** Drops it; what is unread is lost. */
  abort(): void;
}

/** A connection to one libvirt daemon. */
export interface Connection {
  readonly uri: string;
  readonly readOnly: boolean;
  readonly server: ServerFacts;
  readonly counts: Readonly<ConnectionCounts>;
  readonly events: DomainEvents;
  /** Resolves, never rejects, when the connection is no more. */
  readonly closed: Promise<Closed>;
  /**
   * Makes one call.
   * @throws LibvirtError as the daemon answers; TransportError `timeout` past the deadline, another when the connection
   *   ends; the signal's reason when it is abandoned
   */
  call<P extends ProcedureName>(
    procedure: P,
    args: ProcedureArgs<P>,
    options?: CallOptions,
  ): Promise<ProcedureResult<P>>;
  /** Makes a call that opens a stream. @throws as {@link Connection.call} */
  stream<P extends StreamProcedure>(
    procedure: P,
    args: ProcedureArgs<P>,
    options?: CallOptions,
  ): Promise<LibvirtStream>;
  /** Ends it; resolves when sockets and children are gone. Calls in flight fail. */
  close(): Promise<void>;
}

const DEFAULTS = { timeout: 10_000, keepalive: { interval: 5000, count: 5 } };

/**
 * Connects, authenticates and opens the hypervisor's driver.
 * @throws TransportError with a sentence that says what to do; LibvirtError for what the daemon refuses for another
 *   reason; the signal's reason
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { uri, readOnly = true, timeout = DEFAULTS.timeout, keepalive = DEFAULTS.keepalive } = options;
  const address = parseUri(uri);
  const host = address.host || 'libvirt on this machine';
  const late = AbortSignal.timeout(timeout);
  const signal = options.signal ? AbortSignal.any([options.signal, late]) : late;
  let transport: Transport | null = null;
  let channel: RpcChannel | null = null;
  try {
    transport = await openTransport(address, readOnly, timeout, signal);
    const { end, explain, encrypted } = transport;
    const events = new DomainEventHub();
    channel = new RpcChannel(transport.socket, {
      host,
      timeout,
      keepalive,
      explain,
      onEvent: (procedure, body) => events.take(procedure, body),
    });
    events.attach(channel);
    const within = { signal, deadline: timeout };
    await authenticate(
      channel,
      { host, encrypted, mechanism: address.mechanism, credentials: options.credentials },
      within,
    );
    const server = await openDriver(channel, address, readOnly, within);
    channel.keepAlive();
    return new LibvirtConnection(uri, readOnly, server, channel, events, end);
  } catch (error) {
    await channel?.close();
    await transport?.end();
    if (error !== late.reason) throw error;
    throw new TransportError(
      'timeout',
      `${host} did not answer within ${timeout} ms: check that it is up, and no firewall is between.`,
    );
  }
}

class LibvirtConnection implements Connection {
  readonly uri: string;
  readonly readOnly: boolean;
  readonly server: ServerFacts;
  readonly events: DomainEvents;
  readonly closed: Promise<Closed>;
  readonly #channel: RpcChannel;
  readonly #end: () => Promise<void>;

  constructor(
    uri: string,
    readOnly: boolean,
    server: ServerFacts,
    channel: RpcChannel,
    events: DomainEvents,
    end: () => Promise<void>,
  ) {
    this.uri = uri;
    this.readOnly = readOnly;
    this.server = server;
    this.events = events;
    this.#channel = channel;
    this.#end = end;
    this.closed = channel.closed;
    // Whoever ends it: nothing may stay behind.
    void channel.closed.then(() => this.close());
  }

  get counts(): Readonly<ConnectionCounts> {
    return this.#channel.counts;
  }

  call<P extends ProcedureName>(
    procedure: P,
    args: ProcedureArgs<P>,
    options?: CallOptions,
  ): Promise<ProcedureResult<P>> {
    return this.#channel.call(procedure, args, options);
  }

  async stream<P extends StreamProcedure>(
    procedure: P,
    args: ProcedureArgs<P>,
    options?: CallOptions,
  ): Promise<LibvirtStream> {
    let stream: LibvirtStream | null = null;
    await this.#channel.call(procedure, args, options, (_result, serial) => {
      stream = this.#channel.openStream(procedure, serial);
    });
    return stream!;
  }

  async close(): Promise<void> {
    await this.#channel.close();
    await this.#end();
  }
}
