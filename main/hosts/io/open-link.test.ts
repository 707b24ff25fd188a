import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  lackingForLibvirtd,
  type PrivateLibvirtd,
  startLibvirtd,
} from '../../../native/libvirt/testing/private-libvirtd.ts';
import { LinkError } from '../watch/host-link.ts';
import { createLinkOpener } from './open-link.ts';

const CYCLES = 100;
const lacking = lackingForLibvirtd();
if (lacking) console.warn(`SKIPPED: no link to a real libvirtd is opened: ${lacking}.`);

const folder = mkdtempSync(join(tmpdir(), 'open-link-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Descriptors of this process, once what closes has closed. */
async function descriptors(): Promise<number> {
  await new Promise((resolve) => {
    setTimeout(resolve, 200);
  });
  return readdirSync('/proc/self/fd').length;
}

let server: Server | null = null;
const held = new Set<Socket>();
afterEach(async () => {
  for (const socket of held) socket.destroy();
  held.clear();
  await new Promise<void>((resolve) => {
    if (server) server.close(() => resolve());
    else resolve();
  });
  server = null;
});

/** Listens like a daemon that does with each connection what it is told. */
async function listen(meet: (socket: Socket) => void): Promise<string> {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.sock`);
  server = createServer((socket) => {
    held.add(socket);
    // Read, or the end would not be noticed.
    socket.on('error', () => {}).resume();
    socket.once('close', () => held.delete(socket));
    meet(socket);
  });
  await new Promise<void>((resolve) => server?.listen(path, resolve));
  return `qemu:///system?socket=${path}`;
}

async function failureOf(work: Promise<unknown>): Promise<LinkError> {
  const thrown = await work.then(
    () => null,
    (problem: unknown) => problem,
  );
  expect(thrown).toBeInstanceOf(LinkError);
  return thrown as LinkError;
}

describe('opening links', () => {
  it('leaves nothing open where nobody listens, or who does hangs up', async () => {
    const uri = await listen((socket) => socket.destroy());
    const before = await descriptors();
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      await failureOf(createLinkOpener(uri)(() => {}, new AbortController().signal));
      await failureOf(createLinkOpener('qemu:///system?socket=/no/one')(() => {}, new AbortController().signal));
    }
    expect(await descriptors()).toBeLessThanOrEqual(before);
  });

  it('is given up at once when told to, with nothing left open', async () => {
    const uri = await listen(() => {});
    const before = await descriptors();
    const started = performance.now();
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const controller = new AbortController();
      const opening = failureOf(createLinkOpener(uri)(() => {}, controller.signal));
      if (cycle % 2 === 0) controller.abort();
      else setTimeout(() => controller.abort(), 5);
      expect((await opening).problem).toMatchObject({ kind: 'timeout', message: 'Given up.' });
    }
    expect(performance.now() - started).toBeLessThan(CYCLES * 250);
    expect(await descriptors()).toBeLessThanOrEqual(before);
  });
});

describe.skipIf(lacking !== '')('links to a real libvirtd', () => {
  let libvirtd: PrivateLibvirtd;
  beforeAll(async () => {
    libvirtd = await startLibvirtd();
  });
  afterAll(() => libvirtd?.stop());

  it('close both connections, every time', async () => {
    const open = createLinkOpener(`test:///default?socket=${libvirtd.socket}`);
    const before = await descriptors();
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const link = await open(() => {}, new AbortController().signal);
      const [quick] = await link.quick();
      expect(quick).toMatchObject({ name: 'test', state: 'running' });
      await link.close();
      expect(await link.ended).toBeNull();
    }
    expect(await descriptors()).toBeLessThanOrEqual(before);
  });

  it('say that they ended when the daemon did', async () => {
    const link = await createLinkOpener(`test:///default?socket=${libvirtd.socket}`)(
      () => {},
      new AbortController().signal,
    );
    await libvirtd.stop();
    expect(await link.ended).toMatchObject({ kind: expect.stringMatching(/unreachable|refused|protocol/) });
    await link.close();
  });
});
