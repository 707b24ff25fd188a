import type { Channel } from '../../shared/rpc/channel.ts';
import { createPortChannel } from '../../shared/rpc/port-channel.ts';
import { createSocketChannel } from '../../shared/rpc/socket-channel.ts';

/** Opens a channel to the engine: the port the window's preload hands over, or a WebSocket to the page's own server. */
export function dial(): Promise<Channel> {
  return globalThis.location.protocol.startsWith('http') ? openSocket() : receivePort();
}

function receivePort(): Promise<Channel> {
  return new Promise((resolve) => {
    const listen = (event: MessageEvent): void => {
      const [port] = event.ports;
      // Only the preload of this window hands over the port.
      if (event.source !== globalThis.window || event.data !== 'mien:port' || port === undefined) return;
      globalThis.removeEventListener('message', listen);
      resolve(createPortChannel(port));
    };
    globalThis.addEventListener('message', listen);
    // The preload script hears this and has the shell make a port, also when an engine died and a new one runs.
    globalThis.postMessage('mien:connect', globalThis.location.origin);
  });
}

function openSocket(): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const url = new URL('/rpc', globalThis.location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    const fail = (): void => reject(new Error('the engine did not answer'));
    socket.addEventListener('close', fail, { once: true });
    socket.addEventListener(
      'open',
      () => {
        socket.removeEventListener('close', fail);
        resolve(createSocketChannel(socket));
      },
      { once: true },
    );
  });
}
