import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Flow } from '../../../telemetry/flow.ts';
import type { TapSettings } from '../../live/live-capture.ts';
import { childrenWith, type LiveBench, startBench, tapOf } from './testing/live-bench.ts';
import { createVethLab, type VethLab, whyNoLab } from './testing/veth-lab.ts';

const missing = whyNoLab();
if (missing !== '') console.warn(`Captures of real interfaces are not tested: ${missing}.`);
const patience = { timeout: 20_000, interval: 50 };

/** Sends datagrams, one after another, with the text's number in each. */
function send(to: string, count: number): string {
  return `const s = require('node:dgram').createSocket('udp4');
    let n = 0;
    s.bind(5000, () => {
      const next = () => (n === ${count} ? s.close() : s.send(String(n++).padStart(1000, '.'), 5001, '${to}', next));
      s.setBroadcast(true);
      next();
    });`;
}

describe.skipIf(missing !== '')('taps of a bridge, through tcpdump', () => {
  let lab: VethLab;
  let bench: LiveBench;
  beforeAll(() => {
    lab = createVethLab();
  });
  afterEach(() => bench.close());
  afterAll(() => lab.close());

  /** Captures on the interfaces of a and b, and waits until that runs. */
  async function watch(more: Partial<TapSettings> = {}, ...options: string[]): Promise<void> {
    bench = startBench();
    const { a, b } = lab.machines;
    bench.capture.setTaps(
      [a, b].map(({ device, mac }) =>
        tapOf(device, lab.capture(device, ...options), { macs: [mac], directions: 'apart', ...more }),
      ),
    );
    for (const { device } of [a, b])
      await vi.waitFor(() => expect(bench.last(device)?.state).toBe('running'), patience);
  }

  const flowsOf = (): Flow[] =>
    [...bench.flows.values()].map(({ flow }) => flow).filter(({ transport }) => transport === 'udp');

  it.each(['apart', 'together'] as const)('count each frame once, directions %s', async (directions) => {
    await watch({ directions });
    const { a, b, outside } = lab.machines;
    a.run(send(b.address, 50));
    a.run(send(outside.address, 40));
    outside.run(send(b.address, 30));
    outside.run(send('10.66.0.255', 20));
    await vi.waitFor(() => {
      const frames = (device: string): number => bench.last(device)?.frames ?? 0;
      expect(frames(a.device)).toBeGreaterThanOrEqual(50 + 40 + 20);
      expect(frames(b.device)).toBeGreaterThanOrEqual(50 + 30 + 20);
    }, patience);
    await bench.capture.stop();
    const packets = (src: string, dst: string): number =>
      flowsOf().reduce((sum, flow) => sum + (flow.src === src && flow.dst === dst ? flow.out.packets : 0), 0);
    expect(packets(a.address, b.address)).toBe(50);
    expect(packets(a.address, outside.address)).toBe(40);
    expect(packets(outside.address, b.address)).toBe(30);
    expect(packets(outside.address, '10.66.0.255')).toBe(20);
    expect(flowsOf().map(({ srcMac }) => srcMac)).not.toContain('');
    expect(bench.remarks).toEqual([]);
    for (const { device } of [a, b]) expect(bench.last(device)).toMatchObject({ dropped: 0, forged: 0 });
  });

  it('tell who sends under an address that is not its own', async () => {
    await watch();
    const { a, b, outside } = lab.machines;
    // a takes b's place: it cannot be seen from the address, only from where the frames enter.
    bench.capture.setTaps([
      tapOf(a.device, lab.capture(a.device), { macs: ['52:54:00:00:00:77'], directions: 'apart' }),
      tapOf(b.device, lab.capture(b.device), { macs: [a.mac], directions: 'apart' }),
    ]);
    a.run(send(outside.address, 25));
    await vi.waitFor(() => expect(bench.last(a.device)?.forged).toBeGreaterThanOrEqual(25), patience);
    await bench.capture.stop();
    expect(flowsOf().find(({ dst }) => dst === outside.address)?.out.packets).toBe(25);
    expect(bench.remarks.map(({ text }) => text)).toContain(
      `host/${a.device} sent frames from ${a.mac}, which is not its address.`,
    );
  });

  it('count what is lost in a flood', async () => {
    // A ring of the least size in the kernel, for a flood that it cannot hold.
    await watch({}, '-B', '4');
    const { a, outside } = lab.machines;
    const count = 60_000;
    a.run(send(outside.address, count));
    await vi.waitFor(() => {
      const { frames, dropped } = bench.last(a.device)!;
      expect(dropped).toBeGreaterThan(0);
      expect(frames + dropped).toBeGreaterThan(count * 0.95);
    }, patience);
    await bench.capture.stop();
    const { counted, dropped } = bench.last(a.device)!;
    expect(counted).toBeLessThan(count);
    expect(Math.abs(counted + dropped - count)).toBeLessThan(count * 0.05);
  });

  it('start again when tcpdump is killed', async () => {
    await watch();
    const { a, b } = lab.machines;
    const pids = childrenWith(`-i ${a.device} `);
    expect(pids).toHaveLength(2);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(bench.last(a.device)?.state).toBe('waiting'), patience);
    expect(bench.last(a.device)?.reason).toBe('ip ended (SIGKILL).');
    await vi.waitFor(() => expect(bench.last(a.device)?.state).toBe('running'), patience);
    a.run(send(b.address, 10));
    await vi.waitFor(() => expect(bench.last(a.device)?.counted).toBeGreaterThanOrEqual(10), patience);
    await bench.capture.stop();
    expect(flowsOf().find(({ dst }) => dst === b.address)?.out.packets).toBe(10);
    expect(childrenWith('tcpdump')).toEqual([]);
  });

  it('say that an interface is not there', async () => {
    bench = startBench();
    bench.capture.setTaps([tapOf('gone', lab.capture('tap-gone'))]);
    await vi.waitFor(() => expect(bench.last('gone')?.state).toBe('waiting'), patience);
    expect(bench.last('gone')?.reason).toMatch(/^The interface is gone: tcpdump: tap-gone: .*No such device/);
  });
});
