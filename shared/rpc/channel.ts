/** A duplex, ordered carrier of text messages. What arrives is hostile until parsed, hence `unknown`. */
export interface Channel {
  /** Sends one message; does nothing once closed. */
  send(message: string): void;
  /** Hears messages; those that came before the first listener are kept for it. Returns the way to stop. */
  onMessage(listener: (message: unknown) => void): () => void;
  /** Hears the end, whoever made it; at once when it is over already. Returns the way to stop. */
  onClose(listener: () => void): () => void;
  close(): void;
}

/** The listening half every carrier shares. */
export interface Inbox extends Pick<Channel, 'onMessage' | 'onClose'> {
  readonly closed: boolean;
  deliver(message: unknown): void;
  /** Ends it; the listeners hear it once. */
  shut(): void;
}

/** Messages kept while nobody listens; a peer that sends more before that is cut off. */
const KEPT = 1024;

/** Makes the listening half of a carrier. `overflow` is called when nobody listened for too many messages. */
export function createInbox(overflow: () => void): Inbox {
  const messageListeners = new Set<(message: unknown) => void>();
  const closeListeners = new Set<() => void>();
  let kept: unknown[] = [];
  let closed = false;
  return {
    get closed() {
      return closed;
    },
    onMessage(listener) {
      messageListeners.add(listener);
      const waiting = kept;
      kept = [];
      for (const message of waiting) listener(message);
      return () => messageListeners.delete(listener);
    },
    onClose(listener) {
      if (closed) listener();
      else closeListeners.add(listener);
      return () => closeListeners.delete(listener);
    },
    deliver(message) {
      if (closed) return;
      if (messageListeners.size === 0) {
        kept.push(message);
        if (kept.length > KEPT) overflow();
        return;
      }
      for (const listener of messageListeners) listener(message);
    },
    shut() {
      if (closed) return;
      closed = true;
      kept = [];
      for (const listener of closeListeners) listener();
      closeListeners.clear();
    },
  };
}
