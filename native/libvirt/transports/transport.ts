import type { Duplex } from 'node:stream';
import type { TransportError } from '../transport-error.ts';

/** A way to a daemon that is open. */
export interface Transport {
  socket: Duplex;
  /** Whether what is said can be read by nobody between: only then may a password go over it. */
  encrypted: boolean;
  /** Why the socket ended, in a sentence that says what to do. */
  explain: (error: Error | null) => TransportError;
  /** Ends what stands behind the socket, once that is closed. */
  end: () => Promise<void>;
}
