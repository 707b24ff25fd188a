import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ConnectOptions, type Connection, connect } from './connection.ts';
import type { DomainEvent } from './protocol/domain-events.ts';
import type { TransportError } from './transport-error.ts';
import { parseUri } from './parse-uri.ts';
import { RpcChannel } from './rpc-channel.ts';
import { openSsh } from './transports/open-ssh.ts';
import { failureOf } from './testing/meet-daemon.ts';
import { type PrivateLibvirtd, isInstalled, lackingForLibvirtd, startLibvirtd } from './testing/private-libvirtd.ts';
import { type PrivateSshd, lackingForSshd, startSshd } from './testing/private-sshd.ts';

const lacking = lackingForLibvirtd();
if (lacking) console.warn(`SKIPPED: no real libvirtd is tested: ${lacking} (apt-get install libvirt-daemon openssl).`);
const lackingSsh = lacking || lackingForSshd();
if (lackingSsh)
  console.warn(`SKIPPED: libvirt is not reached by a real ssh: ${lackingSsh} (apt-get install openssh-server).`);
const hasPasswords = !lacking && isInstalled('saslpasswd2');
if (!hasPasswords)
  console.warn('SKIPPED: SASL is not tested with a real libvirtd: saslpasswd2 (apt-get install sasl2-bin).');

let libvirtd: PrivateLibvirtd;
beforeAll(async () => {
  if (!lacking) libvirtd = await startLibvirtd();
});
afterAll(() => libvirtd?.stop());

/** Connects, does something, closes. */
async function visit<T>(
  uri: string,
  act: (connection: Connection) => Promise<T>,
  options: Partial<ConnectOptions> = {},
) {
  const connection = await connect({ uri, ...options });
  try {
    return await act(connection);
  } finally {
    await connection.close();
  }
}

const local = (): string => `test:///default?socket=${libvirtd.socket}`;
const listDomains = (connection: Connection) =>
  connection.call('CONNECT_LIST_ALL_DOMAINS', { needResults: 1, flags: 0 });

describe.skipIf(lacking !== '')('a real libvirtd', () => {
  test('says who it is and what it has', () =>
    visit(local(), async (connection) => {
      expect(connection.server).toMatchObject({ hypervisor: 'TEST' });
      expect(connection.server.libvirtVersion).toMatch(/^\d+\.\d+\.\d+$/);
      const { domains } = await listDomains(connection);
      expect(domains).toMatchObject([{ name: 'test', id: 1 }]);
      const dom = domains[0]!;
      expect(await connection.call('DOMAIN_LOOKUP_BY_UUID', { uuid: dom.uuid })).toEqual({ dom });
      expect((await connection.call('DOMAIN_GET_XML_DESC', { dom, flags: 0 })).xml).toContain(dom.uuid);
      expect(await connection.call('DOMAIN_GET_INFO', { dom })).toMatchObject({ state: 1, nrVirtCpu: 2 });
      expect(await connection.call('NODE_GET_INFO', {})).toMatchObject({ model: 'i686', cpus: 16 });
      expect((await connection.call('CONNECT_GET_CAPABILITIES', {})).capabilities).toContain('<capabilities>');
      const { nets } = await connection.call('CONNECT_LIST_ALL_NETWORKS', { needResults: 1, flags: 0 });
      expect(await connection.call('NETWORK_GET_BRIDGE_NAME', { net: nets[0]! })).toEqual({ name: 'virbr0' });
      const { records } = await connection.call('CONNECT_GET_ALL_DOMAIN_STATS', { doms: [dom], stats: 0, flags: 0 });
      expect(records).toMatchObject([{ dom, params: [{ field: 'state.state', type: 'int', value: 1 }, {}] }]);
    }));

  test('tells its errors whole, and is asked for what it cannot do', () =>
    visit(local(), async (connection) => {
      expect(await failureOf(connection.call('DOMAIN_LOOKUP_BY_NAME', { name: 'none' }))).toMatchObject({
        name: 'LibvirtError',
        code: 42,
        domain: 12,
      });
      expect(
        await failureOf(connection.call('CONNECT_LIST_ALL_NWFILTERS', { needResults: 1, flags: 0 })),
      ).toMatchObject({
        code: 3,
      });
      expect((await listDomains(connection)).ret).toBe(1);
    }));

  test('changes nothing over a connection that is read-only', () =>
    visit(local(), async (connection) => {
      const { domains } = await listDomains(connection);
      expect(await failureOf(connection.call('DOMAIN_SUSPEND', { dom: domains[0]! }))).toMatchObject({ code: 29 });
    }));

  test('tells events, until told not to', () =>
    visit(
      local(),
      async (connection) => {
        const { domains } = await listDomains(connection);
        const dom = domains[0]!;
        const heard: DomainEvent[] = [];
        const lifecycle = await connection.events.subscribe('lifecycle', (event) => heard.push(event));
        const metadata = await connection.events.subscribe('metadata-change', (event) => heard.push(event));
        await connection.call('DOMAIN_SUSPEND', { dom });
        await connection.call('DOMAIN_RESUME', { dom });
        const uri = 'urn:example';
        await connection.call('DOMAIN_SET_METADATA', { dom, type: 2, metadata: '<role/>', key: 'x', uri, flags: 0 });
        expect(await connection.call('DOMAIN_GET_METADATA', { dom, type: 2, uri, flags: 0 })).toEqual({
          metadata: '<role/>',
        });
        await expect
          .poll(() => heard.map((event) => (event.event === 'lifecycle' ? event.type : event.event)))
          .toEqual(['suspended', 'resumed', 'metadata-change']);
        expect(heard[0]!.domain).toEqual(dom);
        await Promise.all([lifecycle.end(), metadata.end()]);
        await connection.call('DOMAIN_SUSPEND', { dom });
        await connection.call('DOMAIN_RESUME', { dom });
        await listDomains(connection);
        expect(heard).toHaveLength(3);
        expect(connection.counts).toMatchObject({ unknownMessages: 0, damagedEvents: 0, lateAnswers: 0 });
      },
      { readOnly: false },
    ));

  test('takes and gives 20 MB by streams, while other calls go on', () =>
    visit(
      `storage:///system?socket=${libvirtd.socket}`,
      async (connection) => {
        const target = `<target><path>${libvirtd.folder}</path></target>`;
        const { pool } = await connection.call('STORAGE_POOL_CREATE_XML', {
          xml: `<pool type="dir"><name>folder</name>${target}</pool>`,
          flags: 0,
        });
        const size = 20_000_000;
        const { vol } = await connection.call('STORAGE_VOL_CREATE_XML', {
          pool,
          xml: `<volume><name>disk</name><capacity>${size}</capacity></volume>`,
          flags: 0,
        });
        const bytes = randomBytes(size);
        const upload = await connection.stream('STORAGE_VOL_UPLOAD', { vol, offset: 0, length: size, flags: 0 });
        await upload.write(bytes);
        await upload.finish();
        const download = await connection.stream('STORAGE_VOL_DOWNLOAD', { vol, offset: 0, length: size, flags: 0 });
        const pieces: Buffer[] = [];
        for await (const piece of download) pieces.push(piece);
        await download.finish();
        expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
        const dropped = await connection.stream('STORAGE_VOL_DOWNLOAD', { vol, offset: 0, length: size, flags: 0 });
        await dropped.read();
        dropped.abort();
        const nowhere = { ...vol, name: 'none', key: '/none' };
        const none = connection.stream('STORAGE_VOL_DOWNLOAD', { vol: nowhere, offset: 0, length: 0, flags: 0 });
        expect(await failureOf(none)).toMatchObject({ name: 'LibvirtError', code: 50 });
        await connection.call('STORAGE_POOL_DESTROY', { pool });
      },
      { readOnly: false },
    ));

  test('keeps filters of networks', () =>
    visit(
      `nwfilter:///system?socket=${libvirtd.socket}`,
      async (connection) => {
        const xml = '<filter name="tested" chain="root"><rule action="drop" direction="in"><tcp/></rule></filter>';
        const { nwfilter } = await connection.call('NWFILTER_DEFINE_XML', { xml });
        expect((await connection.call('NWFILTER_GET_XML_DESC', { nwfilter, flags: 0 })).xml).toContain('tested');
        const all = await connection.call('CONNECT_LIST_ALL_NWFILTERS', { needResults: 1, flags: 0 });
        expect(all.filters).toContainEqual(nwfilter);
        const bindings = await connection.call('CONNECT_LIST_ALL_NWFILTER_BINDINGS', { needResults: 1, flags: 0 });
        expect(bindings).toEqual({ bindings: [], ret: 0 });
        await connection.call('NWFILTER_UNDEFINE', { nwfilter });
        expect(await failureOf(connection.call('NWFILTER_LOOKUP_BY_NAME', { name: 'tested' }))).toMatchObject({
          code: 62,
        });
      },
      { readOnly: false },
    ));

  test('is reached by TCP and by TLS', async () => {
    const tls = `test+tls://127.0.0.1:${libvirtd.tlsPort}/default?pkipath=${libvirtd.pki}`;
    expect((await visit(tls, listDomains)).ret).toBe(1);
    expect((await visit(`test+tcp://127.0.0.1:${libvirtd.tcpPort}/default`, listDomains)).ret).toBe(1);
  });

  test('answers many calls at once by TLS, though it overlooks messages that share a record', () =>
    visit(`test+tls://127.0.0.1:${libvirtd.tlsPort}/default?pkipath=${libvirtd.pki}`, async (connection) => {
      const calls = Array.from({ length: 50 }, () => connection.call('CONNECT_NUM_OF_DOMAINS', {}, { deadline: 4000 }));
      expect(await Promise.all(calls)).toEqual(calls.map(() => ({ count: 1 })));
    }));

  test('by TLS says in words what is wrong with certificates, names and ports', async () => {
    const from = (...names: [string, string][]): string => {
      const pki = mkdtempSync(join(libvirtd.folder, 'pki-'));
      for (const [name, source] of names) copyFileSync(join(libvirtd.pki, source), join(pki, name));
      return pki;
    };
    const authority: [string, string] = ['cacert.pem', 'cacert.pem'];
    const host = `test+tls://127.0.0.1:${libvirtd.tlsPort}/default`;
    const stranger = from(authority, ['clientcert.pem', 'strangercert.pem'], ['clientkey.pem', 'strangerkey.pem']);
    for (const [uri, kind, word] of [
      [`${host}?pkipath=${from(['cacert.pem', 'othercacert.pem'])}`, 'certificate', 'put the CA that signed it'],
      [`${host}?pkipath=${from()}`, 'certificate', 'no cacert.pem'],
      [`${host}?pkipath=${from(authority)}`, 'certificate', 'refuses your client certificate'],
      [`${host}?pkipath=${stranger}`, 'certificate', 'refuses your client certificate'],
      [`test+tls://localhost:${libvirtd.tlsPort}/default?pkipath=${libvirtd.pki}`, 'certificate', 'another name'],
      [`test+tls://127.0.0.1:${libvirtd.tcpPort}/default?pkipath=${libvirtd.pki}`, 'protocol', 'does not speak TLS'],
      [`test+tls://127.0.0.1:1/default?pkipath=${libvirtd.pki}`, 'refused', 'Nothing listens'],
    ] as const) {
      const error = await failureOf(connect({ uri, timeout: 5000 }));
      expect([uri, (error as TransportError).kind, error.message]).toEqual([uri, kind, expect.stringContaining(word)]);
    }
  });

  test.skipIf(!hasPasswords)('lets in by SCRAM who knows the password, and nobody else', async () => {
    const uri = `test:///default?socket=${libvirtd.socket}-ro`;
    const asked: string[] = [];
    const credentials =
      (password: string): NonNullable<ConnectOptions['credentials']> =>
      (mechanism, prompts) => {
        asked.push(mechanism, ...prompts);
        return Promise.resolve({ username: 'ann', password });
      };
    expect((await visit(uri, listDomains, { credentials: credentials('pass word') })).ret).toBe(1);
    expect(asked).toEqual(['SCRAM-SHA-256', 'username', 'password']);
    expect(await failureOf(connect({ uri, credentials: credentials('password') }))).toMatchObject({
      kind: 'authentication',
      message: expect.stringContaining('saslpasswd2') as string,
    });
    expect(await failureOf(connect({ uri }))).toMatchObject({ kind: 'authentication' });
    // PLAIN is offered, but this socket is not encrypted.
    const plain = { uri: `${uri}&auth=sasl.plain`, credentials: credentials('pass word') };
    expect(await failureOf(connect(plain))).toMatchObject({ kind: 'authentication' });
  });
});

describe.skipIf(lackingSsh !== '')('a real libvirtd behind a real ssh server', () => {
  let sshd: PrivateSshd;
  beforeAll(async () => {
    sshd = await startSshd(libvirtd.sockets);
  });
  afterAll(() => sshd?.stop());
  const uri = (rest: Record<string, string> = {}): string => {
    const settings = { keyfile: sshd.key, known_hosts: sshd.knownHosts, ...rest };
    return `test+ssh://root@127.0.0.1:${sshd.port}/default?${new URLSearchParams(settings).toString()}`;
  };
  const children = (): string => readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8');

  test('is found where its socket usually is, and leaves nothing behind', async () => {
    vi.stubEnv('TMPDIR', libvirtd.folder);
    const before = { files: readdirSync(tmpdir()), children: children() };
    const connection = await connect({ uri: uri(), readOnly: false });
    expect((await listDomains(connection)).ret).toBe(1);
    expect(children()).not.toBe(before.children);
    await connection.close();
    expect({ files: readdirSync(tmpdir()), children: children() }).toEqual(before);
    vi.unstubAllEnvs();
    expect(await connection.closed).toEqual({ error: null });
  });

  test('says in words what is wrong', async () => {
    for (const [address, kind, word] of [
      [uri({ known_hosts: sshd.emptyHosts }), 'host-key', 'not known yet'],
      [uri({ known_hosts: sshd.changedHosts }), 'host-key', 'has changed'],
      [uri({ keyfile: sshd.strangerKey }), 'authentication', 'ssh-copy-id'],
      [uri({ socket: '/run/no-socket' }), 'unreachable', 'no libvirt socket'],
      [uri({ socket: '/tmp/a:b' }), 'wrong-uri', 'plain path'],
      [uri({ command: '/nonexistent/ssh' }), 'unreachable', 'no program'],
      ['test+ssh://127.0.0.1:1/default', 'refused', 'No ssh server'],
      ['qemu+ssh://127.0.0.1/session', 'wrong-uri', '?socket='],
    ] as const) {
      const error = await failureOf(connect({ uri: address, readOnly: false, timeout: 8000 }));
      expect([address, (error as TransportError).kind, error.message]).toEqual([
        address,
        kind,
        expect.stringContaining(word),
      ]);
    }
  });

  test.skipIf(!isInstalled('socat') && !isInstalled('nc'))(
    'is reached through a pipe where ssh forwards no sockets',
    async () => {
      const before = children();
      const transport = await openSsh(parseUri(uri()), false, 5000, AbortSignal.timeout(10_000), 'pipe');
      const channel = new RpcChannel(transport.socket, {
        host: 'it',
        timeout: 5000,
        keepalive: { interval: 0, count: 0 },
        onEvent: () => false,
        explain: transport.explain,
      });
      expect(await channel.call('AUTH_LIST', {})).toEqual({ types: [0] });
      await channel.call('CONNECT_OPEN', { name: 'test:///default', flags: 1 });
      const calls = Array.from({ length: 50 }, () => channel.call('CONNECT_GET_CAPABILITIES', {}));
      expect(new Set((await Promise.all(calls)).map(({ capabilities }) => capabilities)).size).toBe(1);
      await channel.close();
      await transport.end();
      expect(children()).toBe(before);
    },
  );

  test('leaves no ssh behind when its process is killed', async () => {
    const connecting = `const { connect } = await import(${JSON.stringify(import.meta.resolve('./connection.ts'))});
      await connect({ uri: ${JSON.stringify(uri())}, readOnly: false });
      console.log('connected');
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', connecting], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ssh = (): string => readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
    await new Promise((resolve) => {
      child.stdout.once('data', resolve);
    });
    const pid = ssh();
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('BatchMode=yes');
    child.kill('SIGKILL');
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 10_000 }).toBe(false);
  });

  test('a server that goes ends the connection in words', async () => {
    const connection = await connect({ uri: uri(), readOnly: false });
    await sshd.stop();
    // What serves the connection outlives the server; the daemon does not.
    await libvirtd.stop();
    expect((await connection.closed).error).toMatchObject({ name: 'TransportError' });
    expect(await failureOf(listDomains(connection))).toMatchObject({ name: 'TransportError' });
  });
});
