import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { createMainPortChannel } from './main-port-channel.ts';

it('speaks and hears through a port of Electron', async () => {
  const port = Object.assign(new EventEmitter(), { postMessage: vi.fn(), start: vi.fn(), close: vi.fn() });
  const channel = createMainPortChannel(port);
  const heard: unknown[] = [];
  const closed = vi.fn();
  channel.onMessage((message) => heard.push(message));
  channel.onClose(closed);
  expect(port.start).toHaveBeenCalled();
  port.emit('message', { data: 'hello', ports: [] });
  expect(heard).toEqual(['hello']);
  channel.send('back');
  expect(port.postMessage).toHaveBeenCalledWith('back');
  port.emit('close');
  expect(closed).toHaveBeenCalledTimes(1);
  channel.send('late');
  expect(port.postMessage).toHaveBeenCalledTimes(1);
});
