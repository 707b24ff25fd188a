import { ChannelBook } from '../../channels/channel-book.ts';
import { CHANNEL_LIMITS } from '../../channels/channel-limits.ts';
import type { ChannelMessage } from '../../channels/channel-message.ts';
import type { HostCommand } from '../../host-command.ts';
import { GuestLineOpener } from './open-guest-line.ts';

/** Bytes that wait for the engine, beyond which guests are not heard for a while: what they say would be cut anyway. */
const MOST_UNREAD = 16 * 2 ** 20;
const REST = 2000;

/** What the relay needs of its process. */
interface RelayPorts {
  say: (message: ChannelMessage) => void;
  /** Bytes that were said and that nobody has taken yet. */
  unread: () => number;
}

/** The channels of one host, for the engine at the other end of a pipe. Bytes are passed on, never looked at. */
export class ChannelRelay {
  readonly #opener: GuestLineOpener;
  readonly #book: ChannelBook;

  constructor(uri: string, { say, unread }: RelayPorts) {
    this.#opener = new GuestLineOpener(uri);
    this.#book = new ChannelBook({
      open: (vm) => this.#opener.open(vm),
      sink: {
        opened: (uuid, how) => say({ type: 'opened', uuid, how: how.slice(0, 1000) }),
        bytes: (uuid, chunk) => {
          const data = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('base64');
          say({ type: 'bytes', uuid, data });
          if (unread() > MOST_UNREAD) this.#book.dropAll('The console is too busy to listen.', REST);
        },
        closed: (uuid, why, detail) => say({ type: 'closed', uuid, why, detail: detail.slice(0, 1000) }),
      },
      limits: CHANNEL_LIMITS,
      now: () => performance.now(),
      random: () => Math.random(),
    });
  }

  /** Does what it is told to; commands for others are passed over. */
  obey(command: HostCommand): void {
    switch (command.op) {
      case 'vms':
        this.#book.want(command.vms);
        break;
      case 'send':
        this.#book.send(command.uuid, Buffer.from(command.data, 'base64'));
        break;
      case 'drop':
        this.#book.drop(command.uuid, command.why, command.forMs);
        break;
      case 'proven':
        this.#book.proven(command.uuid);
    }
  }

  /** Resolves when nothing is left open. */
  async stop(): Promise<void> {
    await this.#book.close();
    await this.#opener.close();
  }
}
