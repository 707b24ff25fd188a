import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { type Frame, HEADER_LENGTH, LARGEST_FRAME, MESSAGE, PROGRAM, STATUS, encodeFrame } from './frame.ts';
import { LibvirtError } from './libvirt-error.ts';
import { PROCEDURES } from './protocol/procedures.ts';
import { argsOf, encode, nameOf } from './testing/fake-daemon.ts';
import { GUEST, failureOf, meetDaemon, partFromDaemons } from './testing/meet-daemon.ts';

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

function lengthOf(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return bytes;
}

test('an error of the daemon is told whole', async () => {
  const { connection } = await meetDaemon((frame, client) => {
    if (nameOf(frame) !== 'DOMAIN_LOOKUP_BY_NAME') return undefined;
    client.refuse(frame, 42, 'Domain not found: <script>');
    return true;
  });
  const error = await failureOf(connection.call('DOMAIN_LOOKUP_BY_NAME', { name: 'x' }));
  expect(error).toBeInstanceOf(LibvirtError);
  expect(error).toMatchObject({
    code: 42,
    domain: 10,
    level: 2,
    message: 'Domain not found: <script>',
    texts: ['Domain not found: <script>', 'second', ''],
    numbers: [-1, 7],
  });
});

test('a procedure that the daemon does not know is an error of that call alone', async () => {
  const { connection } = await meetDaemon();
  expect(await failureOf(connection.call('NODE_GET_INFO', {}))).toMatchObject({ code: 39 });
  expect(await connection.call('CONNECT_NUM_OF_DOMAINS', {})).toEqual({ count: 4 });
});

test('answers come split in single bytes, many at once, and out of order', async () => {
  const held: { frame: Frame; reply(): Buffer }[] = [];
  const { connection } = await meetDaemon((frame, client) => {
    if (nameOf(frame) !== 'DOMAIN_LOOKUP_BY_ID') return undefined;
    const { id } = argsOf(frame, 'DOMAIN_LOOKUP_BY_ID');
    const body = encode(PROCEDURES.DOMAIN_LOOKUP_BY_ID.result, { dom: { ...GUEST, id } });
    held.push({ frame, reply: () => encodeFrame({ ...frame, type: MESSAGE.reply, body }) });
    if (held.length === 3) {
      const bytes = Buffer.concat(held.reverse().map((each) => each.reply()));
      client.socket.setNoDelay(true);
      void (async () => {
        for (const byte of bytes) {
          client.socket.write(Buffer.from([byte]));
          await new Promise((resolve) => {
            setImmediate(resolve);
          });
        }
      })();
    }
    return true;
  });
  const answers = await Promise.all([5, 6, 7].map((id) => connection.call('DOMAIN_LOOKUP_BY_ID', { id })));
  expect(answers.map(({ dom }) => dom.id)).toEqual([5, 6, 7]);
});

test.each([
  ['a giant length', Buffer.from([0x7f, 0xff, 0xff, 0xff])],
  ['a length just past the largest', lengthOf(LARGEST_FRAME + 1)],
  ['a length shorter than a header', lengthOf(HEADER_LENGTH - 1)],
  ['what is no libvirt at all', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['an answer to a call never made', encodeFrame({ ...blank(), serial: 999 })],
  ['an answer to no call', encodeFrame({ ...blank(), serial: 0 })],
])('%s ends the connection, in words', async (_name, bytes) => {
  const { connection } = await meetDaemon((frame, client) => {
    if (nameOf(frame) !== 'CONNECT_GET_URI') return undefined;
    client.socket.write(bytes);
    return true;
  });
  const error = await failureOf(connection.call('CONNECT_GET_URI', {}));
  expect(error).toMatchObject({ name: 'TransportError', kind: 'protocol' });
  expect(await connection.closed).toEqual({ error });
  expect(await failureOf(connection.call('CONNECT_GET_URI', {}))).toBe(error);
});

test('an answer of another procedure ends the connection', async () => {
  const { connection } = await meetDaemon((frame, client) => {
    if (nameOf(frame) !== 'CONNECT_GET_URI') return undefined;
    client.send({ ...frame, type: MESSAGE.reply, procedure: 59 });
    return true;
  });
  expect(await failureOf(connection.call('CONNECT_GET_URI', {}))).toMatchObject({ kind: 'protocol' });
});

test('what only QEMU has is a program of its own, and answered by it', async () => {
  let program = PROGRAM.qemu;
  const { connection, daemon: server } = await meetDaemon((frame, client) => {
    if (nameOf(frame) !== 'QEMU_DOMAIN_AGENT_COMMAND') return undefined;
    client.answer({ ...frame, program }, 'QEMU_DOMAIN_AGENT_COMMAND', { result: '{"return":{}}' });
    return true;
  });
  const args = { dom: GUEST, cmd: '{"execute":"guest-ping"}', timeout: 5, flags: 0 };
  expect(await connection.call('QEMU_DOMAIN_AGENT_COMMAND', args)).toEqual({ result: '{"return":{}}' });
  expect(server.seen.at(-1)).toMatchObject({ program: 0x2000_8087, procedure: 3 });
  program = PROGRAM.remote;
  expect(await failureOf(connection.call('QEMU_DOMAIN_AGENT_COMMAND', args))).toMatchObject({ kind: 'protocol' });
});

test('an answer that is cut short fails its call and no other; one with more than is known is read', async () => {
  const { connection } = await meetDaemon((frame, client) => {
    const name = nameOf(frame);
    if (name === 'CONNECT_GET_URI') client.send({ ...frame, type: MESSAGE.reply, body: Buffer.from([0, 0, 0, 9, 65]) });
    else if (name === 'NODE_GET_FREE_MEMORY')
      client.send({ ...frame, type: MESSAGE.reply, body: Buffer.from('00000000000000070000000100000002', 'hex') });
    else return undefined;
    return true;
  });
  expect(await failureOf(connection.call('CONNECT_GET_URI', {}))).toMatchObject({ kind: 'protocol' });
  expect(await connection.call('NODE_GET_FREE_MEMORY', {})).toEqual({ bytes: 7 });
});

test('a call past its deadline is abandoned; its late answer is dropped and the connection stays', async () => {
  let late: (() => void) | null = null;
  const { connection } = await meetDaemon((frame, client) => {
    if (nameOf(frame) !== 'CONNECT_GET_CAPABILITIES') return undefined;
    late = () => client.answer(frame, 'CONNECT_GET_CAPABILITIES', { capabilities: '<capabilities/>' });
    return true;
  });
  expect(await failureOf(connection.call('CONNECT_GET_CAPABILITIES', {}, { deadline: 30 }))).toMatchObject({
    kind: 'timeout',
    detail: 'CONNECT_GET_CAPABILITIES',
  });
  late!();
  expect(await connection.call('CONNECT_NUM_OF_DOMAINS', {})).toEqual({ count: 4 });
  expect(connection.counts.lateAnswers).toBe(1);
});

test('a call can be given up, before and after it is made', async () => {
  const { connection } = await meetDaemon((frame) => nameOf(frame) === 'CONNECT_GET_CAPABILITIES');
  const control = new AbortController();
  const call = failureOf(connection.call('CONNECT_GET_CAPABILITIES', {}, { signal: control.signal }));
  control.abort(new Error('enough'));
  expect((await call).message).toBe('enough');
  const again = failureOf(connection.call('CONNECT_GET_CAPABILITIES', {}, { signal: control.signal }));
  expect((await again).message).toBe('enough');
});

test('a daemon that falls silent is found by keepalive; one that answers stays', async () => {
  let mute = false;
  const { connection, daemon: server } = await meetDaemon(
    (frame, client) => {
      if (frame.program !== PROGRAM.keepalive || frame.procedure !== 1) return undefined;
      if (!mute) client.tell(2, Buffer.alloc(0), PROGRAM.keepalive);
      return true;
    },
    { keepalive: { interval: 20, count: 3 } },
  );
  await expect.poll(() => server.seen.filter((frame) => frame.program === PROGRAM.keepalive).length).toBeGreaterThan(4);
  expect(await Promise.race([connection.closed, pause(1, 'open')])).toBe('open');
  mute = true;
  expect((await connection.closed).error).toMatchObject({ kind: 'timeout' });
});

test('answers the keepalive of the daemon', async () => {
  const { daemon: server } = await meetDaemon();
  server.clients[0]!.tell(1, Buffer.alloc(0), PROGRAM.keepalive);
  await expect
    .poll(() => server.seen.some((frame) => frame.program === PROGRAM.keepalive && frame.procedure === 2))
    .toBe(true);
});
