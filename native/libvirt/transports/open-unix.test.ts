import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseUri } from '../parse-uri.ts';
import { failureOf } from '../testing/meet-daemon.ts';
import { openUnix } from './open-unix.ts';

let folder = '';
const servers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-'));
  mkdirSync(join(folder, 'libvirt'));
  vi.stubEnv('XDG_RUNTIME_DIR', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) {
    await new Promise((resolve) => {
      server.close(resolve);
    });
  }
  rmSync(folder, { recursive: true });
});

/** A daemon that says its name. */
async function listen(name: string): Promise<void> {
  const server = createServer((socket) => socket.end(name));
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(join(folder, 'libvirt', name), resolve);
  });
}

async function open(): Promise<string> {
  const { socket } = await openUnix(parseUri('qemu:///session'), true, AbortSignal.timeout(5000));
  const pieces: Buffer[] = [];
  for await (const piece of socket) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

test("takes libvirtd's socket, else that of the driver's own daemon", async () => {
  await listen('virtqemud-sock');
  expect(await open()).toBe('virtqemud-sock');
  await listen('libvirt-sock');
  expect(await open()).toBe('libvirt-sock');
});

test('names the socket that is missing, or rather the one that is there and refuses', async () => {
  expect(await failureOf(open())).toMatchObject({
    kind: 'unreachable',
    message: expect.stringContaining(`${folder}/libvirt/libvirt-sock`) as string,
  });
  writeFileSync(join(folder, 'libvirt', 'virtqemud-sock'), '');
  expect(await failureOf(open())).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining(`${folder}/libvirt/virtqemud-sock`) as string,
  });
});

test('is given up when asked to', async () => {
  await listen('libvirt-sock');
  const given = AbortSignal.abort(new Error('enough'));
  expect((await failureOf(openUnix(parseUri('qemu:///session'), true, given))).message).toBe('enough');
});
