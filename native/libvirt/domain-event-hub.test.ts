import { afterEach, expect, test } from 'vitest';
import { type Frame, MESSAGE, PROGRAM, STATUS } from './frame.ts';
import { DOMAIN_EVENTS } from './protocol/domain-events.ts';
import { encode, nameOf } from './testing/fake-daemon.ts';
import { GUEST, meetDaemon, partFromDaemons } from './testing/meet-daemon.ts';

afterEach(partFromDaemons);

/** A sound answer without content, to be damaged. */
function blank(): Frame {
  const body = Buffer.alloc(0);
  return {
    program: PROGRAM.remote,
    version: 1,
    procedure: 110,
    type: MESSAGE.reply,
    serial: 0,
    status: STATUS.ok,
    body,
  };
}

test('events reach their listener, even right behind the answer; others are counted', async () => {
  const lifecycle = DOMAIN_EVENTS.lifecycle;
  const { connection } = await meetDaemon((frame, client) => {
    if (nameOf(frame) !== 'CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY') return undefined;
    client.socket.cork();
    client.answer(frame, 'CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY', { callbackID: 8 });
    const body = { callbackID: 8, dom: GUEST, event: 5, detail: 1 };
    client.tell(lifecycle.message, encode(lifecycle.body, body));
    client.tell(lifecycle.message, encode(lifecycle.body, { ...body, event: 77 }));
    client.tell(lifecycle.message, encode(lifecycle.body, { ...body, callbackID: 9 }));
    client.tell(9999, Buffer.alloc(64));
    client.tell(lifecycle.message, Buffer.alloc(5));
    client.tell(5, Buffer.alloc(4), 0x2000_8087);
    client.send({ ...blank(), type: 17 });
    client.socket.uncork();
    return true;
  });
  const heard: unknown[] = [];
  const subscription = await connection.events.subscribe('lifecycle', (event) => heard.push(event));
  await connection.call('CONNECT_NUM_OF_DOMAINS', {});
  expect(heard).toEqual([
    { event: 'lifecycle', domain: GUEST, type: 'stopped', detail: 1 },
    { event: 'lifecycle', domain: GUEST, type: 'unknown', detail: 1 },
  ]);
  expect(connection.counts).toMatchObject({ unknownMessages: 4, damagedEvents: 1 });
  await subscription.end();
  await subscription.end();
});
