import { createInbox } from './channel.ts';
import type { Channel } from './channel.ts';

/** Two ends of a channel inside one process; messages arrive in order, never within `send` itself. */
export function createMemoryChannels(): [Channel, Channel] {
  const left = createInbox(close);
  const right = createInbox(close);
  function close(): void {
    queueMicrotask(() => {
      left.shut();
      right.shut();
    });
  }
  function end(own: typeof left, other: typeof left): Channel {
    return {
      onMessage: own.onMessage,
      onClose: own.onClose,
      send: (message) => {
        if (!own.closed) queueMicrotask(() => other.deliver(message));
      },
      close,
    };
  }
  return [end(left, right), end(right, left)];
}
