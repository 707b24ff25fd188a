import type { MessageEvent, MessagePortMain } from 'electron';
import type { Channel } from '../../shared/rpc/channel.ts';
import { createPortChannel } from '../../shared/rpc/port-channel.ts';

/** A channel over a port of Electron's own kind, which speaks in `on` where all others have `addEventListener`. */
export function createMainPortChannel(port: MessagePortMain): Channel {
  return createPortChannel({
    postMessage: (message) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
    addEventListener: (type, listener) => {
      if (type === 'message') port.on('message', (event: MessageEvent) => listener(event));
      else port.on('close', () => listener({}));
    },
  });
}
