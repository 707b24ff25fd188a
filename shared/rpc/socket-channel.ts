import { createInbox } from './channel.ts';
import type { Channel } from './channel.ts';

/** What the browser's WebSocket and that of the `ws` package have in common. */
export interface SocketLike {
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(message: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
}

const CONNECTING = 0;
const OPEN = 1;
/** A peer that lets this much pile up does not read any more. */
const BUFFERED_BYTES = 256 * 1024 * 1024;
/** Messages kept until the socket is open. */
const WAITING = 1024;

/** A channel over a WebSocket, connecting or open. */
export function createSocketChannel(socket: SocketLike): Channel {
  const inbox = createInbox(close);
  let waiting: string[] = [];
  socket.addEventListener('message', (event) => inbox.deliver(event.data));
  socket.addEventListener('close', () => inbox.shut());
  // An error is always followed by a close; without a listener `ws` would throw it.
  socket.addEventListener('error', () => undefined);
  socket.addEventListener('open', () => {
    const messages = waiting;
    waiting = [];
    for (const message of messages) socket.send(message);
  });
  function close(): void {
    socket.close(1000);
    queueMicrotask(() => inbox.shut());
  }
  return {
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    send: (message) => {
      if (inbox.closed) return;
      if (socket.readyState === CONNECTING) waiting.push(message);
      else if (socket.readyState === OPEN) socket.send(message);
      if (waiting.length > WAITING || socket.bufferedAmount > BUFFERED_BYTES) close();
    },
    close,
  };
}
