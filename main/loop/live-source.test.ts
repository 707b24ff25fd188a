import { describe, expect, test } from 'vitest';
import type { EvidenceSink } from '../captures/evidence-source.ts';
import type { LiveCapture, LiveSink, TapSettings, TapStatus } from '../captures/live/live-capture.ts';
import type { Recording } from '../captures/recording.ts';
import { agentHello } from '../hosts/agents/agent-records.test-support.ts';
import { HostLedger } from '../hosts/host-ledger.ts';
import type { HostSettings, HostSink } from '../hosts/host-port.ts';
import type { HostReport } from '../hosts/host-report.ts';
import { uuidOf, vmFacts } from '../hosts/vm-facts.test-support.ts';
import type { Loss } from '../telemetry/observation.ts';
import { LiveSource } from './live-source.ts';

const settings = (id: string, parts: Partial<HostSettings> = {}): HostSettings => ({
  id,
  uri: `qemu+tls://${id}/system`,
  name: id.toUpperCase(),
  every: { interfaces: 1000, cpu: 5000, disks: 30_000 },
  capture: true,
  capturePrefix: [],
  paused: false,
  ...parts,
});

const inventory = (...numbers: number[]): HostReport => ({
  type: 'inventory',
  time: 1e6,
  vms: numbers.map((number) => vmFacts(number)),
  networks: [],
});

/** A source whose hosts and capture do what the test says. */
function createBench(first?: HostReport) {
  const bench = {
    ledger: new HostLedger(),
    /** What each host would tell. */
    tell: new Map<string, HostSink>(),
    taps: [] as TapSettings[],
    told: [] as [string, HostReport][],
    recorded: [] as [string, HostReport][],
    losses: [] as Loss[],
    full: [] as number[],
    done: [] as string[],
    live: undefined as LiveSink | undefined,
  };
  const capture: LiveCapture = {
    setTaps: (taps) => {
      bench.taps = [...taps];
    },
    setCollectors: () => {},
    files: () => [],
    packets: () => Promise.resolve([]),
    keep: () => Promise.resolve([]),
    stop: () => Promise.resolve(void bench.done.push('capture stopped')),
    close: () => void bench.done.push('capture closed'),
  };
  const source = new LiveSource({
    ledger: bench.ledger,
    makeHost: (made, sink) => {
      bench.tell.set(made.id, sink);
      if (first !== undefined) sink(first);
      return {
        settings: made,
        channels: null,
        connectionsCommand: () => ['conntrack'],
        captureCommand: (device) => ['tcpdump', '-i', device],
        pause: (paused) => void bench.done.push(`${made.id} paused ${paused}`),
        retry: () => {},
        close: () => Promise.resolve(void bench.done.push(`${made.id} closed`)),
      };
    },
    capture: (sink) => {
      bench.live = sink;
      return capture;
    },
    agents: null,
    record: (path): Recording => ({
      path: path ?? 'somewhere',
      since: 5,
      bytes: () => 77,
      report: (host, report) => void bench.recorded.push([host, report]),
      full: (generation) => void bench.full.push(generation),
      finish: () => Promise.resolve({ path: path ?? 'somewhere', bytes: 77 }),
      abandon: () => void bench.done.push('recording dropped'),
    }),
    clock: { now: () => 9e6, every: () => () => {} },
  });
  const sink: EvidenceSink = {
    flow: () => {},
    record: () => {},
    segment: () => {},
    reply: () => {},
    pause: () => {},
    report: (host, report) => {
      bench.told.push([host, report]);
      bench.ledger.take(host, report);
    },
    loss: (loss) => void bench.losses.push(loss),
    forgotten: (uuid) => void bench.done.push(`${uuid} forgotten`),
  };
  const reading = source.read(sink);
  return { ...bench, bench, source, reading };
}

const status = (id: string, parts: Partial<TapStatus> = {}): TapStatus => ({
  id,
  state: 'running',
  reason: '',
  retryAt: null,
  frames: 0,
  counted: 0,
  bytes: 0,
  dropped: 0,
  forged: 0,
  ...parts,
});

describe('packets', () => {
  test('are captured at each interface of each VM that runs, as VMs come, go and move', () => {
    const { bench, source } = createBench();
    source.watch(settings('one'));
    source.watch(settings('two'));
    source.watch(settings('three', { capture: false }));
    bench.tell.get('one')?.({
      ...inventory(1, 2),
      vms: [vmFacts(1), vmFacts(2, { state: 'shutoff' }), vmFacts(3, { interfaces: [] })],
    } as HostReport);
    bench.tell.get('three')?.(inventory(9));
    expect(bench.taps).toEqual([
      {
        id: `one/${uuidOf(1)}/52:54:00:00:00:01`,
        label: 'one/vm-1/vnet1',
        macs: ['52:54:00:00:00:01'],
        command: ['tcpdump', '-i', 'vnet1'],
        kind: 'packets',
        directions: 'apart',
      },
    ]);
    bench.tell.get('two')?.({ type: 'vm', time: 2e6, vm: vmFacts(1, { host: 'two' }) });
    expect(bench.taps.map(({ id }) => id)).toEqual([`two/${uuidOf(1)}/52:54:00:00:00:01`]);
    bench.tell.get('one')?.({ type: 'vm-gone', time: 3e6, uuid: uuidOf(1), reason: 'migrated' });
    bench.tell.get('two')?.({ type: 'vm', time: 3e6, vm: vmFacts(1, { state: 'paused' }) });
    expect(bench.taps).toEqual([]);
  });

  test('of a host that told its VMs while it was made are captured too', () => {
    const { bench, source } = createBench(inventory(1));
    source.watch(settings('one'));
    expect(bench.taps).toHaveLength(1);
  });

  test('of many interfaces cost one process each', () => {
    const { bench, source } = createBench();
    source.watch(settings('one'));
    const numbers = Array.from({ length: 33 }, (_, index) => index + 1);
    bench.tell.get('one')?.(inventory(...numbers.slice(0, 32)));
    expect(new Set(bench.taps.map(({ directions }) => directions))).toEqual(new Set(['apart']));
    bench.tell.get('one')?.(inventory(...numbers));
    expect(new Set(bench.taps.map(({ directions }) => directions))).toEqual(new Set(['together']));
  });

  test('that are lost are told of the VM, once for each that is more', () => {
    const { bench, source } = createBench();
    source.watch(settings('one'));
    bench.tell.get('one')?.(inventory(1));
    const id = bench.taps[0]?.id ?? '';
    for (const dropped of [0, 10, 10, 30]) bench.live?.tap(status(id, { frames: 90, dropped }));
    expect(bench.losses).toEqual([
      { share: 0.1, reason: expect.any(String), machine: uuidOf(1) },
      { share: 0.25, reason: expect.any(String), machine: uuidOf(1) },
    ]);
    expect(source.captureOf('one')).toMatchObject({ frames: 90, dropped: 30 });
    expect(source.captureOf('other').taps).toEqual([]);
    expect(source.live()).toMatchObject({ kind: 'live', loss: 0.25, running: 1 });
    // The interface is gone; what its process says at its end is about nothing that is captured.
    bench.tell.get('one')?.(inventory());
    bench.live?.tap(status(id, { state: 'ended', reason: 'ended', dropped: 90 }));
    expect(source.captureOf('one').taps).toEqual([]);
    expect(bench.losses).toHaveLength(2);
    // It comes back and counts from nothing.
    bench.tell.get('one')?.(inventory(1));
    bench.live?.tap(status(id, { frames: 9, dropped: 1 }));
    expect(bench.losses).toHaveLength(3);
  });
});

describe('a host', () => {
  test('is heard until it is no longer watched; its VMs are forgotten, another’s are not', async () => {
    const { bench, source } = createBench();
    source.watch(settings('one', { paused: true }));
    source.watch(settings('two'));
    bench.tell.get('one')?.(inventory(1));
    bench.tell.get('two')?.(inventory(2));
    bench.tell.get('one')?.({ type: 'tick', time: 3e6, answered: 1, total: 1, late: 0 });
    expect(source.live()).toMatchObject({ hosts: ['one', 'two'], lastTick: 3e6, running: 2 });
    await source.unwatch('one');
    const told = bench.told.length;
    bench.tell.get('one')?.(inventory(5));
    expect(bench.told).toHaveLength(told);
    expect([...bench.ledger.machines.keys()]).toEqual([uuidOf(2)]);
    expect(source.live()).toMatchObject({ hosts: ['two'], lastTick: null });
    expect(bench.done).toEqual(['one paused true', `${uuidOf(1)} forgotten`, 'one closed']);
    await source.unwatch('nobody');
  });

  test('and all else ends when the source does', async () => {
    const { bench, source, reading } = createBench();
    source.watch(settings('one'));
    reading.stop();
    await reading.done;
    expect(bench.done).toEqual(['one closed', 'capture stopped']);
    source.startRecording(undefined);
    source.close();
    expect(bench.done).toContain('recording dropped');
    expect(bench.done).toContain('capture closed');
    const told = bench.told.length;
    bench.tell.get('one')?.(inventory(1));
    expect(bench.told).toHaveLength(told);
  });
});

describe('a recording', () => {
  test('stands for itself: states, VMs that are there, their agents and which of them hang come first', async () => {
    const { bench, source } = createBench();
    source.watch(settings('one'));
    const tell = bench.tell.get('one');
    tell?.({
      type: 'state',
      time: 1e6,
      state: 'up',
      daemon: 'libvirt 9',
      failure: null,
      retryAt: null,
      attempt: 1,
    });
    tell?.(inventory(1, 2));
    tell?.({ type: 'vm-gone', time: 2e6, uuid: uuidOf(2), reason: '' });
    tell?.({ type: 'hung', time: 2e6, uuid: uuidOf(1), hung: true });
    const records = [{ kind: 'hello' as const, hello: agentHello }];
    tell?.({ type: 'agents', time: 2e6, agents: [{ uuid: uuidOf(1), records }] });
    expect(bench.recorded).toEqual([]);
    source.startRecording('/r.mien');
    tell?.({ type: 'hung', time: 9e6, uuid: uuidOf(1), hung: false });
    expect(bench.recorded.map(([host, { type, time }]) => [host, type, time])).toEqual([
      ['one', 'state', 9e6],
      ['one', 'inventory', 9e6],
      ['one', 'agents', 9e6],
      ['one', 'hung', 9e6],
      ['one', 'hung', 9e6],
    ]);
    const again = new HostLedger();
    for (const [host, report] of bench.recorded) again.take(host, report);
    expect(again.present().map(({ facts }) => facts)).toEqual(bench.ledger.present().map(({ facts }) => facts));
    bench.live?.full({ generation: 4 } as Parameters<LiveSink['full']>[0]);
    expect(bench.full).toEqual([4]);
    expect(source.live().recording).toEqual({ path: '/r.mien', since: 5, bytes: 77 });
    expect(() => source.startRecording('/s.mien')).toThrow('r.mien');
    await expect(source.stopRecording(new AbortController().signal)).resolves.toMatchObject({ bytes: 77 });
    expect(source.live().recording).toBeNull();
    await expect(source.stopRecording(new AbortController().signal)).rejects.toThrow('Nothing is being recorded');
  });
});
