import { type NetConnectOpts, type Socket, connect } from 'node:net';

/** A socket once it is connected. @throws the system's error, or the signal's reason */
export function connectSocket(options: NetConnectOpts, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const socket = connect(options);
    const settle = (error: Error | null): void => {
      signal.removeEventListener('abort', abandon);
      socket.off('error', settle);
      if (!error) return resolve(socket);
      // Nobody listens any more to what else it may say.
      socket.on('error', () => undefined).destroy();
      reject(error);
    };
    const abandon = (): void => settle(signal.reason as Error);
    signal.addEventListener('abort', abandon, { once: true });
    socket.once('error', settle);
    socket.once('connect', () => settle(null));
  });
}
