import { createInbox } from './channel.ts';
import type { Channel } from './channel.ts';

/** What a message port of the DOM and of Node have in common. */
export interface PortLike {
  postMessage(message: string): void;
  start(): void;
  close(): void;
  addEventListener(type: 'message' | 'close', listener: (event: object) => void): void;
}

/** A channel over one end of a MessageChannel. */
export function createPortChannel(port: PortLike): Channel {
  const inbox = createInbox(close);
  port.addEventListener('message', (event) => inbox.deliver('data' in event ? event.data : undefined));
  port.addEventListener('close', () => inbox.shut());
  port.start();
  function close(): void {
    port.close();
    // Not every port tells its own end that it closed.
    queueMicrotask(() => inbox.shut());
  }
  return {
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    send: (message) => {
      if (!inbox.closed) port.postMessage(message);
    },
    close,
  };
}
