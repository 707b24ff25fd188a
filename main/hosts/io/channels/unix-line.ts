import { connect, type Socket } from 'node:net';
import { type GuestLine, LineError } from '../../channels/guest-line.ts';

/** Bytes to a guest that wait to be taken; what is more is dropped. */
const MOST_WAITING = 256 * 1024;

/** Connects to the unix socket that QEMU made for a guest's channel. @throws LineError */
export async function openUnixLine(path: string): Promise<GuestLine> {
  const socket = connect(path);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('error', (problem: NodeJS.ErrnoException) => {
      // It is made anew at each start of the VM.
      const why = problem.code === 'ENOENT' || problem.code === 'ECONNREFUSED' ? 'ended' : 'failed';
      reject(new LineError(why, `The socket ${path} cannot be opened: ${problem.code ?? problem.message}.`));
    });
  });
  return new UnixLine(socket, path);
}

class UnixLine implements GuestLine {
  readonly how: string;
  readonly shared = false;
  readonly #socket: Socket;
  readonly #pieces: AsyncIterator<Buffer>;

  constructor(socket: Socket, path: string) {
    this.how = `the unix socket ${path}`;
    this.#socket = socket;
    this.#pieces = (socket as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    // Reading tells of it; nobody may be reading now.
    socket.on('error', () => {});
  }

  async read(): Promise<Uint8Array | null> {
    try {
      const { done = false, value } = await this.#pieces.next();
      return done ? null : value;
    } catch {
      return null;
    }
  }

  write(bytes: Uint8Array): void {
    if (this.#socket.writableLength + bytes.length <= MOST_WAITING) this.#socket.write(bytes);
  }

  close(): void {
    this.#socket.destroy();
  }
}
