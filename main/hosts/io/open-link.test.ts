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
import { argsOf, FakeDaemon, nameOf } from '../../../native/libvirt/testing/fake-daemon.ts';
import { GUEST } from '../../../native/libvirt/testing/meet-daemon.ts';
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

describe('links to odd daemons', () => {
  let daemon: FakeDaemon | null = null;
  afterEach(async () => {
    await daemon?.stop();
    daemon = null;
  });

  /** Answers what a link asks; the script comes first. */
  const serve = async (script: FakeDaemon['script']): Promise<FakeDaemon> =>
    (daemon = await FakeDaemon.start((frame, client) => {
      if (script(frame, client)) return true;
      const name = nameOf(frame);
      if (name === 'DOMAIN_LOOKUP_BY_UUID') client.answer(frame, name, { dom: GUEST });
      else if (name === 'DOMAIN_GET_STATE') client.answer(frame, name, { state: 1, reason: 0 });
      else return false;
      return true;
    }));
  const openLink = (uri: string): ReturnType<ReturnType<typeof createLinkOpener>> =>
    createLinkOpener(uri)(() => {}, new AbortController().signal);

  it('are refused where the daemon is too old', async () => {
    const { uri } = await serve((frame, client) => {
      const name = nameOf(frame);
      if (name !== 'CONNECT_GET_LIB_VERSION') return false;
      client.answer(frame, name, { version: 4_004_000 });
      return true;
    });
    expect((await failureOf(openLink(uri))).problem).toMatchObject({
      kind: 'too-old',
      message: expect.stringContaining('libvirt 4.4.0 answers'),
    });
  });

  it('take no harm from the XML of a VM: it is watched with what the daemon itself says', async () => {
    const { uri } = await serve((frame, client) => {
      const name = nameOf(frame);
      if (name !== 'DOMAIN_GET_XML_DESC') return false;
      client.answer(frame, name, { xml: '<!DOCTYPE d [<!ENTITY a "ha">]><domain>&a;</domain>' });
      return true;
    });
    const link = await openLink(uri);
    expect(await link.describe(GUEST.uuid)).toMatchObject({
      name: 'web',
      state: 'running',
      description: expect.stringContaining('document type'),
      interfaces: [],
    });
    await link.close();
  });

  it('replace the connection whose calls hang, and go on over the other meanwhile', async () => {
    let hangs = true;
    const { uri, clients } = await serve((frame, client) => {
      const name = nameOf(frame);
      if (name !== 'CONNECT_GET_ALL_DOMAIN_STATS') return false;
      const deep = argsOf(frame, name).doms.length > 0;
      if (!deep || !hangs) client.answer(frame, name, { records: [] });
      return true;
    });
    const link = await openLink(uri);
    expect(clients).toHaveLength(2);
    for (let call = 0; call < 3; call += 1) {
      expect((await failureOf(link.deep([GUEST.uuid], 'presence', 20))).problem.kind).toBe('timeout');
      expect(await link.quick()).toEqual([]);
    }
    hangs = false;
    expect(await link.deep([GUEST.uuid], 'presence', 1000)).toEqual([]);
    expect(clients).toHaveLength(3);
    await link.close();
    expect(await link.ended).toBeNull();
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
