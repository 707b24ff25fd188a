import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Frame, MESSAGE, STATUS } from '../../../../native/libvirt/frame.ts';
import { argsOf, type FakeClient, nameOf } from '../../../../native/libvirt/testing/fake-daemon.ts';
import { failureOf, GUEST, partFromDaemons, startDaemon } from '../../../../native/libvirt/testing/meet-daemon.ts';
import { GuestLineOpener } from './open-guest-line.ts';
import { openUnixLine } from './unix-line.ts';

const vm = { uuid: GUEST.uuid, name: GUEST.name };
let opener: GuestLineOpener | null = null;
afterEach(async () => {
  await opener?.close();
  await partFromDaemons();
});

/** A daemon whose guests answer each message with what `reply` makes of it. */
function guests(calls: { frame: Frame; client: FakeClient }[], written: string[]) {
  return (frame: Frame, client: FakeClient): boolean | undefined => {
    if (nameOf(frame) === 'DOMAIN_OPEN_CHANNEL') {
      calls.push({ frame, client });
      client.answer(frame, 'DOMAIN_OPEN_CHANNEL', {});
      return true;
    }
    if (frame.type !== MESSAGE.stream) return undefined;
    written.push(frame.status === STATUS.error ? 'dropped' : frame.body.toString());
    return true;
  };
}

describe('the channel of a guest, by libvirt', () => {
  it('opens streams over one connection that may write, and passes bytes both ways', async () => {
    const calls: { frame: Frame; client: FakeClient }[] = [];
    const written: string[] = [];
    const daemon = await startDaemon(guests(calls, written));
    opener = new GuestLineOpener(daemon.uri);
    const [first, second] = await Promise.all([opener.open(vm), opener.open(vm)]);
    expect(daemon.clients).toHaveLength(1);
    const open = daemon.seen.filter((frame) => nameOf(frame) === 'CONNECT_OPEN');
    expect(open.map((frame) => argsOf(frame, 'CONNECT_OPEN').flags)).toEqual([0]);
    const { frame, client } = calls[0]!;
    expect(argsOf(frame, 'DOMAIN_OPEN_CHANNEL')).toEqual({
      dom: { ...vm, id: -1 },
      name: 'org.mien.agent.0',
      flags: 0,
    });
    client.send({ ...frame, type: MESSAGE.stream, status: STATUS.continue, body: Buffer.from('hello') });
    expect(Buffer.from((await first.read()) ?? []).toString()).toBe('hello');
    second.write(Buffer.from('welcome'));
    await vi.waitFor(() => expect(written).toEqual(['welcome']));
    const reading = first.read();
    first.close();
    expect(await reading).toBeNull();
    await vi.waitFor(() => expect(written).toEqual(['welcome', 'dropped']));
    client.socket.destroy();
    expect(await second.read()).toBeNull();
    second.write(Buffer.from('nobody'));
    // The next is opened over a connection of its own.
    const third = await opener.open(vm);
    expect(daemon.clients).toHaveLength(2);
    third.close();
  });

  it.each([
    [9, 'operation failed: Active channel stream exists for this domain', 'failed', 'Another program holds'],
    [29, 'operation forbidden: read only access prevents virDomainOpenChannel', 'failed', 'may write'],
    [88, 'access denied', 'failed', 'domain.open-device'],
    [55, 'domain is not running', 'ended', 'does not run'],
    [42, 'Domain not found', 'ended', 'does not run'],
    [1, 'internal error: cannot find channel', 'failed', 'libvirt reports an error'],
  ])('says of error %i what to do', async (code, message, why, words) => {
    const daemon = await startDaemon((frame, client) => {
      if (nameOf(frame) !== 'DOMAIN_OPEN_CHANNEL') return undefined;
      client.refuse(frame, code, message);
      return true;
    });
    opener = new GuestLineOpener(daemon.uri);
    expect(await failureOf(opener.open(vm))).toMatchObject({ why, message: expect.stringContaining(words) as string });
  });

  it('says that nobody is there, and tries anew the next time', async () => {
    opener = new GuestLineOpener('qemu:///system?socket=/no/socket');
    for (let tries = 0; tries < 2; tries += 1) {
      expect(await failureOf(opener.open(vm))).toMatchObject({
        why: 'failed',
        message: expect.stringContaining('/no/socket') as string,
      });
    }
  });
});

describe('the channel of a guest, by its unix socket', () => {
  it('passes bytes both ways, drops what a guest does not take, and tells its end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'line-'));
    const path = join(folder, 'socket');
    const sockets: Socket[] = [];
    const server = createServer((socket) => void sockets.push(socket.pause()));
    await new Promise<void>((resolve) => {
      server.listen(path, resolve);
    });
    const line = await openUnixLine(path);
    await vi.waitFor(() => expect(sockets).toHaveLength(1));
    sockets[0]?.write('hello');
    expect(Buffer.from((await line.read()) ?? []).toString()).toBe('hello');
    for (let count = 0; count < 100; count += 1) line.write(Buffer.alloc(100_000));
    let taken = 0;
    sockets[0]?.on('data', (bytes) => (taken += bytes.length)).resume();
    await vi.waitFor(() => expect(taken).toBeGreaterThan(200_000));
    expect(taken).toBeLessThan(2_000_000);
    sockets[0]?.end();
    expect(await line.read()).toBeNull();
    line.close();
    server.close();
    rmSync(folder, { recursive: true });
    expect(await failureOf(openUnixLine(path))).toMatchObject({ why: 'ended' });
  });
});
