import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { testHost } from '../../../main/hosts/io/test-host.ts';
import { testbed, type TestbedStatus } from '../testbed.ts';
import { cpuOf, hear, type Hearing, port, ownChildren, quiet, speak, wake } from './hearing.test-support.ts';
import { hostProgram, until, usual } from './watching.test-support.ts';

/** Milliseconds until a guest's shell has said its first words: guests are slow where the machine has other work. */
const patience = 30_000;
let hosts: TestbedStatus['hosts'];
let hearing: Hearing | null = null;
beforeAll(async () => {
  ({ hosts } = await testbed.status());
});
beforeEach(async () => {
  for (const vm of ['web', 'db']) await quiet('h1', vm);
});
afterEach(async () => {
  await hearing?.close();
  hearing = null;
});
// What floods and babbles ends with these tests.
afterAll(async () => {
  for (const vm of ['web', 'db']) await wake('h1', vm);
});

const uuidOf = (vm: string): string => hosts[0]?.vms.find(({ name }) => name === vm)?.uuid ?? '';
/** Path of the agent in a guest, null where it is not there. */
async function realAgent(): Promise<string | null> {
  const found = await testbed.guest('h1', 'web', 'ls /usr/local/bin/mien-agent /bin/agent 2>/dev/null; true');
  const [path] = found.trim().split('\n');
  if (path) return path;
  console.warn(
    'SKIPPED: the real agent is not in the guests: build it and set MIEN_TESTBED_AGENT before the testbed is up.',
  );
  return null;
}
const start = (uri = hosts[0]?.uris.unix ?? ''): Hearing => (hearing = hear([{ id: 'h1', uri }]));
const ssh = (): string => `${hosts[0]?.uris.ssh ?? ''}&known_hosts=${hosts[0]?.ssh.knownHosts ?? ''}`;
const hasStatus = (heard: Hearing, uuid: string, since = 0): boolean =>
  heard.of(uuid, since).some(({ kind }) => kind === 'status');

describe('the test of a host whose agents are to be heard', () => {
  it.each([
    ['that may write', () => hosts[0]?.uris.unix ?? '', 'ok', 'a connection that may write'],
    ['that is read-only', () => hosts[0]?.uris.unixReadOnly ?? '', 'warning', 'needs a connection that may write'],
  ])('tells of a socket %s', async (_which, uri, state, words) => {
    const settings = {
      id: 'h1',
      uri: uri(),
      name: 'h1',
      every: usual,
      capture: false,
      capturePrefix: [],
      paused: false,
    };
    let last: unknown;
    for await (const { checks } of testHost(hostProgram, { ...settings, agents: true }, AbortSignal.timeout(30_000)))
      last = checks.at(-1);
    expect(last).toMatchObject({ name: 'Agents', state, result: expect.stringContaining(words) });
  });
});

describe('the channel of an agent', () => {
  it.each([
    ['this machine', () => hosts[0]?.uris.unix ?? ''],
    ['ssh', ssh],
  ])('brings over %s what it says, and notices when it dies and begins anew', async (_way, uri) => {
    const [web, db] = [uuidOf('web'), uuidOf('db')];
    const heard = start(uri());
    await until('both are open', () => heard.link(web) === 'silent' && heard.link(db) === 'silent', 20_000);
    await speak('h1', 'web', '01'.repeat(16));
    await until('its status', () => hasStatus(heard, web), patience);
    expect(heard.link(web)).toBe('up');
    expect(heard.of(web).find(({ kind }) => kind === 'hello')).toMatchObject({ hello: { startId: '01'.repeat(16) } });
    await quiet('h1', 'web');
    await until('it is silent', () => heard.link(web) === 'silent', 15_000);
    await speak('h1', 'web', '02'.repeat(16));
    await until('it is up again', () => heard.link(web) === 'up', 10_000);
    expect(heard.of(db).filter(({ kind }) => kind !== 'link')).toEqual([]);
    expect(heard.router.of('h1')).toMatchObject({ open: heard.router.of('h1').wanted, failure: '' });
  });

  it.each([
    ['floods', `cat /dev/zero >${port}`, 'flooding'],
    ['floods with single bytes', `dd if=/dev/zero of=${port} bs=1`, 'flooding'],
    ['sends garbage', `cat /dev/urandom >${port}`, 'flooding'],
  ])('of a guest that %s costs little, and others are heard as before', async (_what, command, state) => {
    const [web, db] = [uuidOf('web'), uuidOf('db')];
    const heard = start();
    await until('both are open', () => heard.link(web) === 'silent' && heard.link(db) === 'silent', 20_000);
    await speak('h1', 'web', '03'.repeat(16));
    await until('its status', () => hasStatus(heard, web), patience);
    const daemon = Number(await testbed.call('libvirtd', 'h1', 'pid'));
    const ours = ownChildren();
    const before = [...ours, daemon].map(cpuOf);
    const began = performance.now();
    await testbed.guest('h1', 'db', `(${command}) >/dev/null 2>&1 </dev/null & true`);
    const isTold = (): boolean => heard.of(db).some((record) => record.kind === 'link' && record.state === state);
    await until(`it is ${state}`, isTold, 30_000);
    await sleep(20_000);
    const took = (performance.now() - began) / 1000;
    const spent = [...ours, daemon].map((pid, index) => (cpuOf(pid) - (before[index] ?? 0)) / took);
    const statuses = heard
      .of(web, began)
      .filter(({ kind }) => kind === 'status')
      .map((status) => status.heard);
    const gaps = statuses.map((time, index) => time - (statuses[index - 1] ?? began));
    console.info(
      `${took.toFixed(1)} s: shares of a core ${spent.map((share) => share.toFixed(3)).join(', ')} (the last: libvirtd); longest gap of the other ${Math.max(...gaps).toFixed(0)} ms`,
    );
    expect(spent.reduce((sum, share) => sum + share, 0)).toBeLessThan(0.1);
    expect(heard.of(web, began).filter(({ kind }) => kind === 'link')).toEqual([]);
    expect(Math.max(...gaps)).toBeLessThan(5000);
    expect(statuses.length).toBeGreaterThan(took * 2);
  });

  it('of a guest that reads nothing is opened anew before it holds up others', async () => {
    const [web, db] = [uuidOf('web'), uuidOf('db')];
    const heard = start();
    await until('both are open', () => heard.link(web) === 'silent' && heard.link(db) === 'silent', 20_000);
    await speak('h1', 'web', '04'.repeat(16));
    await until('its status', () => hasStatus(heard, web), patience);
    const began = performance.now();
    for (let count = 0; count < 400; count += 1) {
      heard.router.send(db, new Uint8Array(36));
      await sleep(20);
    }
    expect(heard.of(web, began).filter(({ kind }) => kind === 'link')).toEqual([]);
    expect(hasStatus(heard, web, performance.now() - 1500)).toBe(true);
  });

  it('is opened again when its VM is started again and when the daemon is', async () => {
    const db = uuidOf('db');
    const heard = start();
    await until('it is open', () => heard.link(db) === 'silent', 20_000);
    await testbed.inside('h1', 'virsh', 'destroy', 'db');
    await testbed.call('start', 'h1', 'db');
    await speak('h1', 'db', '05'.repeat(16));
    await until('it is up', () => heard.link(db) === 'up', 20_000);
    await testbed.call('libvirtd', 'h1', 'kill');
    await sleep(1000);
    await testbed.call('libvirtd', 'h1', 'start');
    const since = performance.now();
    await until('it is heard again', () => hasStatus(heard, db, since), 30_000);
  });

  it('follows a VM that migrates, whose agent notices nothing but a pause', async () => {
    const [one, two] = hosts as [(typeof hosts)[0], (typeof hosts)[0]];
    const replica = two.vms.find(({ name }) => name === 'replica')?.uuid ?? '';
    await quiet('h2', 'replica');
    const heard = (hearing = hear([one, two].map(({ id, uris: { unix } }) => ({ id, uri: unix }))));
    await until('it is open', () => heard.link(replica) === 'silent', 20_000);
    await speak('h2', 'replica', '06'.repeat(16));
    await until('its status', () => hasStatus(heard, replica), patience);
    await testbed.call('migrate', 'replica', 'h2', 'h1');
    try {
      const since = performance.now();
      await until('it is heard over there', () => hasStatus(heard, replica, since), 20_000);
      expect(heard.router.of('h1').failure).toBe('');
      expect(heard.router.of('h2')).toMatchObject({ wanted: 0, open: 0 });
      expect(heard.link(replica)).toBe('up');
    } finally {
      await testbed.call('migrate', 'replica', 'h1', 'h2');
    }
    const since = performance.now();
    await until('it is heard at home', () => hasStatus(heard, replica, since), 20_000);
    await quiet('h2', 'replica');
  });

  it('hears the real agent that is begun while the one before it dies', async (context) => {
    const agent = (await realAgent()) ?? context.skip();
    const web = uuidOf('web');
    const heard = start();
    await until('it is open', () => heard.link(web) === 'silent', 20_000);
    const begin = `(setsid ${agent} >/dev/null 2>&1 </dev/null &)`;
    await testbed.guest('h1', 'web', begin);
    await until('it is up', () => heard.link(web) === 'up', 20_000);
    for (let times = 1; times <= 4; times++) {
      const since = performance.now();
      // What is killed holds the port for some time yet.
      await testbed.guest('h1', 'web', `kill -9 $(pidof ${basename(agent)}); ${begin}`);
      const isNew = (): boolean => heard.of(web, since).some(({ kind }) => kind === 'hello');
      await until(`begin ${times} is heard`, isNew, 30_000);
      const hello = performance.now();
      await until(`begin ${times} goes on`, () => hasStatus(heard, web, hello + 2000), 20_000);
    }
  });

  it('carries the real agent through a busy minute without a gap', async (context) => {
    const agent = (await realAgent()) ?? context.skip();
    const web = uuidOf('web');
    const heard = start();
    await until('it is open', () => heard.link(web) === 'silent', 20_000);
    await testbed.guest('h1', 'web', `(${agent}) >/dev/null 2>&1 </dev/null & true`);
    await until('it is up', () => heard.link(web) === 'up', 20_000);
    const since = performance.now();
    const busy =
      'n=0; while [ $n -lt 150 ]; do ls -laR /etc /opt /bin >/dev/null; cat /proc/*/stat >/dev/null; n=$((n + 1)); done';
    await testbed.guest('h1', 'web', `(${busy}) >/dev/null 2>&1 </dev/null & true`);
    await sleep(60_000);
    const kinds = new Map<string, number>();
    for (const { kind } of heard.of(web, since)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    console.info(Object.fromEntries(kinds), `${heard.sent(web)} messages to it`);
    expect(heard.of(web, since).filter(({ kind }) => kind === 'link')).toEqual([]);
    expect(heard.of(web, since).filter(({ kind }) => kind === 'damage')).toEqual([]);
    expect(kinds.get('status')).toBeGreaterThan(40);
    expect(kinds.get('counts')).toBeGreaterThan(40);
    expect(kinds.get('event')).toBeGreaterThan(100);
  });
});
