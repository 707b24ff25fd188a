import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { MESSAGE, STATUS } from './frame.ts';
import { nameOf } from './testing/fake-daemon.ts';
import { GUEST, failureOf, meetDaemon, partFromDaemons } from './testing/meet-daemon.ts';

afterEach(partFromDaemons);

test('a stream is read, written, finished and held back', async () => {
  const written: Buffer[] = [];
  const { connection, daemon: server } = await meetDaemon((frame, client) => {
    if (nameOf(frame) === 'DOMAIN_OPEN_CHANNEL') {
      client.answer(frame, 'DOMAIN_OPEN_CHANNEL', {});
      return true;
    }
    if (frame.type !== MESSAGE.stream) return undefined;
    if (frame.status === STATUS.continue) written.push(Buffer.from(frame.body));
    else client.send(frame);
    return true;
  });
  const stream = await connection.stream('DOMAIN_OPEN_CHANNEL', { dom: GUEST, name: 'agent', flags: 0 });
  const opening = server.seen.find((frame) => nameOf(frame) === 'DOMAIN_OPEN_CHANNEL')!;
  const piece = { ...opening, type: MESSAGE.stream, status: STATUS.continue, body: Buffer.alloc(200_000, 7) };
  for (let count = 0; count < 60; count++) server.clients[0]!.send(piece);
  server.clients[0]!.send({ ...piece, body: Buffer.alloc(0) });
  await stream.write(Buffer.alloc(600_000, 1));
  // 12 MB wait; only some are taken before they are read.
  await pause(200);
  expect(connection.counts.bytesIn).toBeLessThan(4_000_000);
  let length = 0;
  for await (const bytes of stream) length += bytes.length;
  expect(length).toBe(12_000_000);
  await stream.finish();
  expect(Buffer.concat(written)).toEqual(Buffer.alloc(600_000, 1));
  expect(await stream.read()).toBeNull();
});

test('a stream fails with its error, and with the connection; a dropped one is forgotten', async () => {
  const { connection, daemon: server } = await meetDaemon((frame, client) => {
    if (nameOf(frame) !== 'DOMAIN_OPEN_CHANNEL') return frame.type === MESSAGE.stream;
    client.answer(frame, 'DOMAIN_OPEN_CHANNEL', {});
    return true;
  });
  const args = { dom: GUEST, name: 'agent', flags: 0 };
  const [first, second, third] = await Promise.all([1, 2, 3].map(() => connection.stream('DOMAIN_OPEN_CHANNEL', args)));
  const [call, dropped] = server.seen.filter((frame) => nameOf(frame) === 'DOMAIN_OPEN_CHANNEL');
  const reading = failureOf(first!.read());
  server.clients[0]!.refuse(call!, 38, 'the guest is gone', MESSAGE.stream);
  expect(await reading).toMatchObject({ name: 'LibvirtError', code: 38 });
  expect(await failureOf(first!.write(Buffer.from('x')))).toMatchObject({ code: 38 });
  second!.abort();
  server.clients[0]!.send({ ...dropped!, type: MESSAGE.stream, status: STATUS.continue, body: Buffer.alloc(8) });
  expect(await failureOf(second!.read())).toMatchObject({ message: 'the stream was dropped' });
  const waiting = failureOf(third!.read());
  const finishing = failureOf(third!.finish());
  server.clients[0]!.socket.destroy();
  expect(await waiting).toMatchObject({ kind: 'unreachable' });
  expect(await finishing).toMatchObject({ kind: 'unreachable' });
  expect(connection.counts.lateAnswers).toBe(1);
});
