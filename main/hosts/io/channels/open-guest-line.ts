import { type Connection, connect, type LibvirtStream } from '../../../../native/libvirt/connection.ts';
import { LibvirtError } from '../../../../native/libvirt/libvirt-error.ts';
import { AGENT_CHANNEL } from '../../channels/channel-limits.ts';
import { type ChannelVm, type GuestLine, LineError } from '../../channels/guest-line.ts';
import { explainFailure } from '../../explain-failure.ts';
import { findChannelSocket } from '../../xml/find-channel-socket.ts';
import { placeOf, toProblem } from '../to-problem.ts';
import { openUnixLine } from './unix-line.ts';

/** Milliseconds until connecting, and until opening a channel, is given up. */
const CONNECT_TIMEOUT = 10_000;
const OPEN_DEADLINE = 10_000;

/** libvirt's error numbers. */
const FAILED = 9;
const READ_ONLY = 29;
const NO_DOMAIN = 42;
const NOT_RUNNING = 55;
const DENIED = 88;

/**
 * Opens channels to the guests of one host: by their unix socket where this machine has it and we may use it, else by a
 * stream of libvirt's. All streams share one connection, the only one that may write; it is made for the first and used
 * for nothing else.
 */
export class GuestLineOpener {
  readonly #uri: string;
  /** Null while there is none. */
  #writing: Promise<Connection> | null = null;

  constructor(uri: string) {
    this.#uri = uri;
  }

  /** Opens the channel of a VM. @throws LineError */
  async open(vm: ChannelVm): Promise<GuestLine> {
    const { transport, socket } = placeOf(this.#uri);
    // Behind another socket than the usual may be another root folder, where paths mean something else.
    const direct = transport === 'unix' && socket === '' ? await this.#openSocket(vm) : null;
    return direct ?? this.#openStream(vm);
  }

  /** Ends the connection; lines that use it end. */
  async close(): Promise<void> {
    const writing = this.#writing;
    this.#writing = null;
    await (await writing?.catch(() => null))?.close();
  }

  /** Null where there is no socket that we may use. */
  async #openSocket(vm: ChannelVm): Promise<GuestLine | null> {
    let reading: Connection | null = null;
    try {
      reading = await connect({ uri: this.#uri, timeout: CONNECT_TIMEOUT });
      const { xml } = await reading.call('DOMAIN_GET_XML_DESC', { dom: { ...vm, id: -1 }, flags: 0 });
      const path = findChannelSocket(xml, AGENT_CHANNEL);
      return path === '' ? null : await openUnixLine(path);
    } catch (thrown) {
      if (!(thrown instanceof LineError)) toProblem(thrown);
      return null;
    } finally {
      await reading?.close();
    }
  }

  async #openStream(vm: ChannelVm): Promise<GuestLine> {
    let connection: Connection | null = null;
    try {
      connection = await this.#connect();
      const args = { dom: { ...vm, id: -1 }, name: AGENT_CHANNEL, flags: 0 };
      // It is never given up half-way: the daemon would keep a stream that nobody knows of, and call the channel busy.
      const stream = await connection.stream('DOMAIN_OPEN_CHANNEL', args, { deadline: OPEN_DEADLINE });
      return new StreamLine(stream);
    } catch (thrown) {
      const problem = toProblem(thrown);
      if (problem.kind === 'timeout') void connection?.close();
      throw this.#explain(thrown);
    }
  }

  #connect(): Promise<Connection> {
    if (this.#writing !== null) return this.#writing;
    const writing = connect({ uri: this.#uri, readOnly: false, timeout: CONNECT_TIMEOUT });
    this.#writing = writing;
    const forget = (): void => {
      if (this.#writing === writing) this.#writing = null;
    };
    writing.then((connection) => connection.closed.then(forget), forget);
    return writing;
  }

  #explain(thrown: unknown): LineError {
    if (thrown instanceof LibvirtError) {
      if (thrown.code === NO_DOMAIN || thrown.code === NOT_RUNNING)
        return new LineError('ended', 'The VM does not run on this host.');
      if (thrown.code === FAILED && /active/i.test(thrown.message))
        return new LineError(
          'failed',
          'Another program holds the channel: another console, `virsh` or `socat`. End it there; it is tried again by itself.',
        );
      if (thrown.code === READ_ONLY || thrown.code === DENIED)
        return new LineError(
          'failed',
          'Opening a channel needs a connection that may write: allow org.libvirt.unix.manage and domain.open-device in polkit, or name the socket that is not read-only (docs/hosts.md).',
        );
    }
    const { title, action } = explainFailure(toProblem(thrown), placeOf(this.#uri));
    return new LineError('failed', `${title} ${action}`.trim());
  }
}

class StreamLine implements GuestLine {
  readonly how = "libvirt's channel";
  readonly shared = true;
  readonly #stream: LibvirtStream;

  constructor(stream: LibvirtStream) {
    this.#stream = stream;
  }

  async read(): Promise<Uint8Array | null> {
    try {
      return await this.#stream.read();
    } catch {
      // The VM, its host or we ended it: what follows is to try again.
      return null;
    }
  }

  write(bytes: Uint8Array): void {
    this.#stream.write(bytes).catch(() => {});
  }

  close(): void {
    this.#stream.abort();
  }
}
