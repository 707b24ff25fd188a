import { readdirSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { connect } from './connection.ts';
import { argsOf, nameOf } from './testing/fake-daemon.ts';
import { failureOf, meetDaemon, partFromDaemons, startDaemon } from './testing/meet-daemon.ts';

afterEach(partFromDaemons);

test('opens the driver the URI names, read-only unless told otherwise', async () => {
  const { connection, daemon: server } = await meetDaemon();
  expect(connection.server).toEqual({
    libvirtVersion: '9.0.1',
    hypervisor: 'QEMU',
    hypervisorVersion: '7.2.0',
    hostname: 'fake',
  });
  const opening = server.seen.find((frame) => nameOf(frame) === 'CONNECT_OPEN')!;
  expect(argsOf(opening, 'CONNECT_OPEN')).toEqual({ name: 'qemu:///system', flags: 1 });
  expect(await connection.call('CONNECT_NUM_OF_DOMAINS', {})).toEqual({ count: 4 });
});

test('calls in flight fail when the daemon goes, and when the connection is closed', async () => {
  const { connection, daemon: server } = await meetDaemon((frame) => nameOf(frame) === 'CONNECT_GET_CAPABILITIES');
  const call = failureOf(connection.call('CONNECT_GET_CAPABILITIES', {}));
  server.clients[0]!.socket.destroy();
  expect(await call).toMatchObject({ kind: 'unreachable' });
  expect((await connection.closed).error).toMatchObject({ kind: 'unreachable' });
  const other = await connect({ uri: server.uri });
  const second = failureOf(other.call('CONNECT_GET_CAPABILITIES', {}));
  await other.close();
  expect(await second).toMatchObject({ kind: 'unreachable' });
  expect(await other.closed).toEqual({ error: null });
});

test.each([
  ['too old', 1_002_000, 'too-old'],
  ['new enough', 1_003_003, null],
])('a daemon that is %s', async (_name, version, kind) => {
  const daemon = await startDaemon((frame, client) => {
    if (nameOf(frame) !== 'CONNECT_GET_LIB_VERSION') return undefined;
    client.answer(frame, 'CONNECT_GET_LIB_VERSION', { version });
    return true;
  });
  const connecting = connect({ uri: daemon.uri });
  if (kind) expect(await failureOf(connecting)).toMatchObject({ kind });
  else await (await connecting).close();
});

test.each([
  [5, 'wrong-uri', 'knows no qemu'],
  [88, 'permission', 'access rules'],
])('a driver that is not opened for error %d', async (code, kind, word) => {
  const daemon = await startDaemon((frame, client) => {
    if (nameOf(frame) !== 'CONNECT_OPEN') return undefined;
    client.refuse(frame, code, 'said the daemon');
    return true;
  });
  const error = await failureOf(connect({ uri: daemon.uri }));
  expect(error).toMatchObject({ kind, detail: 'said the daemon' });
  expect(error.message).toContain(word);
});

test('connecting to a daemon that says nothing is given up, by time and by whoever asked', async () => {
  const daemon = await startDaemon(() => true);
  expect(await failureOf(connect({ uri: daemon.uri, timeout: 50 }))).toMatchObject({ kind: 'timeout' });
  const control = new AbortController();
  const connecting = failureOf(connect({ uri: daemon.uri, signal: control.signal }));
  control.abort(new Error('never mind'));
  expect((await connecting).message).toBe('never mind');
});

test('a socket that is not there says how to get one', async () => {
  const error = await failureOf(connect({ uri: 'qemu:///system?socket=/nonexistent/socket' }));
  expect(error).toMatchObject({ kind: 'unreachable' });
  expect(error.message).toContain('systemctl start libvirtd');
});

test.skipIf(process.platform !== 'linux')(
  'a thousand connections, half of them broken, leave no descriptor behind',
  async () => {
    let count = 0;
    const daemon = await startDaemon((frame, client) => {
      if (nameOf(frame) !== 'CONNECT_OPEN' || ++count % 2 === 0) return undefined;
      client.socket.destroy();
      return true;
    });
    const server = daemon;
    const before = readdirSync('/proc/self/fd').length;
    for (let round = 0; round < 1000; round++) {
      await connect({ uri: server.uri }).then(
        (connection) => connection.close(),
        () => undefined,
      );
    }
    expect(server.clients).toHaveLength(1000);
    await expect.poll(() => readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before + 2);
  },
);
