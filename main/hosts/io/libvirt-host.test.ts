import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect } from '../../../native/libvirt/connection.ts';
import {
  lackingForLibvirtd,
  type PrivateLibvirtd,
  startLibvirtd,
} from '../../../native/libvirt/testing/private-libvirtd.ts';
import type { HostSettings, WatchedHost } from '../host-port.ts';
import type { HostReport } from '../host-report.ts';
import { draw } from '../simulated/noise.ts';
import { createLibvirtHostMaker } from './libvirt-host.ts';
import { type HostTest, testHost } from './test-host.ts';

const lacking = lackingForLibvirtd();
if (lacking) console.warn(`SKIPPED: no real libvirtd is watched: ${lacking} (apt-get install libvirt-daemon openssl).`);

const root = join(import.meta.dirname, '..', '..', '..');
const program = { node: process.execPath, entry: join(root, 'app', 'host', 'host.ts') };

function settings(uri: string, change: Partial<HostSettings> = {}): HostSettings {
  const every = { interfaces: 500, cpu: 1000, disks: 2000 };
  return { id: 'h1', uri, name: 'h1', every, capture: false, capturePrefix: [], paused: false, ...change };
}

type Of<K extends HostReport['type']> = Extract<HostReport, { type: K }>;
let host: WatchedHost | null = null;
let reports: HostReport[] = [];
const watch = (uri: string, change?: Partial<HostSettings>): WatchedHost => {
  reports = [];
  return (host = createLibvirtHostMaker(program)(settings(uri, change), (report) => reports.push(report)));
};
const of = <K extends HostReport['type']>(type: K): Of<K>[] =>
  reports.filter((report): report is Of<K> => report.type === type);
const states = (): string[] => of('state').map(({ state }) => state);
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 20 });
const pidOf = (watched: WatchedHost): number => (watched as unknown as { child: { pid: number } }).child.pid;
const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};
afterEach(() => host?.close());

/** Names of the VMs that exist, as the reports so far tell. */
function known(): string[] {
  const names = new Map<string, string>();
  for (const report of reports) {
    if (report.type === 'inventory') {
      names.clear();
      for (const { uuid, name } of report.vms) names.set(uuid, name);
    }
    if (report.type === 'vm') names.set(report.vm.uuid, report.vm.name);
    if (report.type === 'vm-gone') names.delete(report.uuid);
  }
  return [...names.values()];
}

function createRandom(seed: number): () => number {
  let step = 0;
  return () => draw(seed, (step += 1), 0);
}

async function test(uri: string, change?: Partial<HostSettings>): Promise<HostTest> {
  let last: HostTest = { checks: [], done: false };
  for await (const next of testHost(program, settings(uri, change), AbortSignal.timeout(20_000))) last = next;
  return last;
}

describe('a host whose URI is wrong', () => {
  it('is refused with what to write instead', async () => {
    watch('qemu:///nowhere');
    await until(() => expect(states()).toEqual(['connecting', 'refused']));
    expect(of('state').at(-1)?.failure).toMatchObject({
      code: 'wrong-uri',
      action: expect.stringContaining('qemu:///system'),
    });
  });

  it('fails its test at the first line', async () => {
    expect(await test('qemu:///nowhere')).toMatchObject({ checks: [{ name: 'URI', state: 'failed' }], done: true });
    expect(await test('qemu:///system?socket=/no/socket')).toMatchObject({
      checks: [{ state: 'ok' }, { name: 'Reach', state: 'failed', action: expect.stringContaining('/no/socket') }],
      done: true,
    });
  });

  it('may be simulated', async () => {
    expect(await test('simulated:///?vms=5')).toMatchObject({ checks: [{ state: 'ok' }], done: true });
    expect(await test('simulated:///?vms=x')).toMatchObject({ checks: [{ state: 'failed' }], done: true });
  });
});

describe.skipIf(lacking !== '')('a host with a real libvirtd', () => {
  let libvirtd: PrivateLibvirtd;
  beforeAll(async () => {
    libvirtd = await startLibvirtd();
  });
  afterAll(() => libvirtd?.stop());
  const uri = (): string => `test:///default?socket=${libvirtd.socket}`;

  it('tells what it has, then ticks, and leaves nothing when it is closed', async () => {
    const watched = watch(uri());
    await until(() => expect(of('tick').length).toBeGreaterThan(2));
    expect(states()).toEqual(['connecting', 'up']);
    expect(of('state').at(-1)?.daemon).toMatch(/^libvirt \d+\.\d+\.\d+, TEST/);
    expect(of('inventory')).toMatchObject([
      { vms: [{ name: 'test', state: 'running', host: 'h1' }], networks: [{ name: 'default' }] },
    ]);
    expect(of('hung')).toEqual([]);
    const pid = pidOf(watched);
    await watched.close();
    expect(isGone(pid)).toBe(true);
    const told = reports.length;
    await new Promise((resolve) => {
      setTimeout(resolve, 800);
    });
    expect(reports).toHaveLength(told);
  });

  it('is watched by another process when its own is killed, and the gap is told', async () => {
    const watched = watch(uri());
    await until(() => expect(of('tick').length).toBeGreaterThan(1));
    const pid = pidOf(watched);
    process.kill(pid, 'SIGKILL');
    await until(() => expect(of('gap').map(({ tier }) => tier)).toEqual(['interfaces', 'cpu']));
    expect(states()).toEqual(['connecting', 'up', 'stale', 'connecting', 'up']);
    expect(of('state')[2]).toMatchObject({ failure: { code: 'child' }, retryAt: expect.any(Number) });
    const [first, second] = of('inventory');
    expect(second?.vms).toEqual(first?.vms);
    const epochs = new Set(of('samples').map(({ batch }) => batch.epoch));
    expect(epochs.size).toBe(2);
    const times = of('samples').flatMap(({ batch }) => (batch.tier === 'interfaces' ? [batch.time] : []));
    expect(new Set(times).size).toBe(times.length);
  });

  it('keeps up with VMs that come, go, pause and come back as others, in the midst of being asked', async () => {
    watch(uri(), { every: { interfaces: 100, cpu: 100, disks: 300 } });
    await until(() => expect(of('tick').length).toBeGreaterThan(1));
    const connection = await connect({ uri: uri(), readOnly: false });
    const random = createRandom(7);
    for (let event = 0; event < 400; event += 1) {
      const number = Math.floor(random() * 12);
      const uuid = `00000000-0000-4000-8000-0000000000${String(number).padStart(2, '0')}`;
      const xml = `<domain type='test'><name>vm${number}-${event}</name><uuid>${uuid}</uuid><memory>1024</memory><os><type>hvm</type></os></domain>`;
      const { domains } = await connection.call('CONNECT_LIST_ALL_DOMAINS', { needResults: 1, flags: 0 });
      const dom = domains.find((each) => each.uuid === uuid);
      if (!dom) await connection.call('DOMAIN_CREATE_XML', { xml, flags: 0 });
      else if (random() < 0.5) await connection.call('DOMAIN_DESTROY', { dom });
      else await connection.call('DOMAIN_SUSPEND', { dom }).catch(() => connection.call('DOMAIN_RESUME', { dom }));
    }
    const { domains } = await connection.call('CONNECT_LIST_ALL_DOMAINS', { needResults: 1, flags: 0 });
    await connection.close();
    const sorted = (names: string[]): string[] => names.toSorted((a, b) => a.localeCompare(b));
    await until(() => expect(sorted(known())).toEqual(sorted(domains.map(({ name }) => name))));
    expect(states()).toEqual(['connecting', 'up']);
    expect(of('vm-gone').length).toBeGreaterThan(50);
  });

  it('pauses without a connection, and goes on', async () => {
    const watched = watch(uri(), { paused: true });
    await until(() => expect(states()).toEqual(['paused']));
    watched.pause(false);
    await until(() => expect(states()).toEqual(['paused', 'connecting', 'up']));
    watched.pause(true);
    await until(() => expect(states().at(-1)).toBe('paused'));
  });

  it('is tested line by line', async () => {
    const { checks, done } = await test(uri());
    expect(done).toBe(true);
    expect(checks.map(({ name, state }) => `${name}: ${state}`)).toEqual([
      'URI: ok',
      'Reach: ok',
      'Log in: ok',
      'Version: ok',
      'VMs: ok',
      'Interface counters: ok',
      'CPU, memory and disks: warning',
      'Networks: ok',
      'Events: ok',
      'Packets: skipped',
    ]);
    for (const { took } of checks) expect(took).toBeLessThan(10_000);
    // The driver for tests knows no channels at all, and what it says is told.
    const { checks: more } = await test(uri(), { agents: true });
    expect(more.at(-1)).toMatchObject({ name: 'Agents', state: 'warning' });
  });

  it('says of TLS that packets cannot be had over it, and of strange certificates what to do', async () => {
    const tls = (pki: string): string => `test+tls://127.0.0.1:${libvirtd.tlsPort}/default?pkipath=${pki}`;
    const { checks } = await test(tls(libvirtd.pki), { capture: true });
    expect(checks.at(-1)).toMatchObject({
      name: 'Packets',
      state: 'warning',
      action: expect.stringContaining('+ssh://'),
    });
    watch(tls('/no/certificates'));
    await until(() => expect(states()).toEqual(['connecting', 'refused']));
    expect(of('state').at(-1)?.failure).toMatchObject({ code: 'certificate' });
  });
});
