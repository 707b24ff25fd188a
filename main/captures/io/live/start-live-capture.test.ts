import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readDatagrams, readFixture } from '../../../../native/flowexport/testing/fixtures.ts';
import { CONVERSATIONS } from '../../../../native/packets/fuzz/conversations.ts';
import { framesOf } from '../../../../native/packets/fuzz/corpus.ts';
import { pickPackets } from '../../../../native/packets/index/pick-packets.ts';
import { readSegment } from '../../../../native/packets/index/segment.ts';
import { buildPcap } from '../../../../native/packets/testing/build-captures.ts';
import { hasTshark } from '../../../../native/packets/testing/tshark-flows.ts';
import { createParserProcess } from '../parser-process.ts';
import { catAndWait, childrenWith, type LiveBench, program, startBench, tapOf } from './testing/live-bench.ts';

const START = 1.7e15;
const patience = { timeout: 20_000, interval: 50 };
/** All conversations the packet reader knows, four times over, so that files of a few kilobytes fill. */
const frames = [1, 2, 3, 4].flatMap(() => CONVERSATIONS.flatMap(framesOf));
const capture = buildPcap(frames.map((frame, index) => ({ frame, time: START + index * 1000 })));

let scratch: string;
let bench: LiveBench;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'mien-live-scratch-'));
  writeFileSync(join(scratch, 'all.pcap'), capture);
});
afterEach(() => {
  bench.close();
  rmSync(scratch, { recursive: true, force: true });
});

/** Waits until a tap has read so many frames. */
async function readFrames(id: string, count: number): Promise<void> {
  await vi.waitFor(() => expect(bench.last(id)?.frames).toBeGreaterThanOrEqual(count), patience);
}

/** Finished flows, and their bytes, of a file read as any capture. */
async function readAgain(path: string): Promise<Map<number, Buffer>> {
  const found = new Map<number, Buffer>();
  const parser = createParserProcess(program);
  const file = { path, name: 'again.pcapng', bytes: statSync(path).size, offset: 0, deflated: false, sha256: null };
  await parser.read([file], {
    flow: ({ id, final }, detail) => {
      if (final) found.set(id, Buffer.from(detail));
    },
    record: () => undefined,
    segment: () => undefined,
    reply: () => undefined,
    pause: () => undefined,
  }).done;
  return found;
}

describe('a stream of packets', () => {
  it('becomes flows at once, files that other tools read, and the same flows when these are opened', async () => {
    bench = startBench({ segmentBytes: 8000, segments: 64 });
    bench.capture.setTaps([tapOf('web', catAndWait(join(scratch, 'all.pcap')))]);
    await readFrames('web', frames.length);
    await vi.waitFor(() => expect(bench.provisional.size).toBeGreaterThan(0), patience);
    await bench.capture.stop();
    expect(bench.flows.size).toBeGreaterThan(10);
    expect(bench.last('web')).toMatchObject({
      state: 'ended',
      frames: frames.length,
      counted: frames.length,
      forged: 0,
    });
    const files = bench.capture.files();
    expect(files.length).toBeGreaterThan(2);
    expect(files.reduce((sum, { packets }) => sum + packets, 0)).toBe(frames.length);

    const kept = await bench.capture.keep(0, START * 2, join(scratch, 'kept'));
    expect(kept.map(({ generation }) => generation)).toEqual(files.map(({ generation }) => generation));
    const whole = join(scratch, 'whole.pcapng');
    writeFileSync(whole, Buffer.concat(kept.map(({ path }) => readFileSync(path))));
    const again = await readAgain(whole);
    expect([...again.keys()].toSorted((a, b) => a - b)).toEqual([...bench.flows.keys()].toSorted((a, b) => a - b));
    for (const [id, { detail }] of bench.flows) expect(again.get(id)?.equals(detail), `flow ${id}`).toBe(true);
    if (!hasTshark()) return console.warn('tshark is not installed: its count of the spool was not compared');
    const lines = execFileSync('tshark', ['-r', whole, '-T', 'fields', '-e', 'frame.interface_name'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(lines.trim().split('\n')).toEqual(frames.map(() => 'host/web'));
  });

  it('fills a ring, whose oldest packets are refused and whose others are what came', async () => {
    bench = startBench({ segmentBytes: 16_000, segments: 4 });
    bench.capture.setTaps([tapOf('web', catAndWait(join(scratch, 'all.pcap')))]);
    await readFrames('web', frames.length);
    await vi.waitFor(() => expect(bench.capture.files().at(-1)?.packets).toBeGreaterThan(0), patience);
    await vi.waitFor(() => expect(bench.segments.length).toBeGreaterThan(4), patience);
    const files = bench.capture.files();
    expect(files).toHaveLength(3);
    expect(bench.full.map(({ generation }) => generation)).toEqual(
      Array.from({ length: files.at(-1)!.generation }, (_file, generation) => generation),
    );
    await expect(bench.capture.packets(0, [bench.segments[0]!.detail], false)).rejects.toThrow('overwritten');

    const { generation } = files[1]!;
    const piece = bench.segments.find(({ file }) => file === generation)!.detail;
    const { firstPacket } = readSegment(piece)!;
    const wanted = [firstPacket, firstPacket + 2];
    const packets = await bench.capture.packets(generation, [pickPackets(piece, wanted)], true);
    expect(packets.map((packet) => packet?.bytes)).toEqual(wanted.map((number) => frames[number]!.toString('base64')));
    expect(packets[0]!.layers.length).toBeGreaterThan(0);
  });

  it('goes on where an earlier run ended', async () => {
    bench = startBench();
    bench.capture.setTaps([tapOf('web', catAndWait(join(scratch, 'all.pcap')))]);
    await readFrames('web', frames.length);
    await bench.capture.stop();
    const first = bench;
    const last = Math.max(...first.flows.keys());
    bench = startBench({ folder: first.folder }, { flows: last, packets: frames.length });
    expect(bench.capture.files()).toEqual(first.capture.files());
    bench.capture.setTaps([tapOf('web', catAndWait(join(scratch, 'all.pcap')))]);
    await readFrames('web', frames.length);
    await bench.capture.stop();
    expect(Math.min(...bench.flows.keys())).toBe(last + 1);
    expect(bench.capture.files().map(({ generation }) => generation)).toEqual([0, 1]);
    first.close();
  });

  it('tells flows though its files cannot be written, and says so', async () => {
    bench = startBench({}, undefined, {
      prepare: (folder) => {
        for (let index = 0; index < 4; index++) symlinkSync('/dev/full', join(folder, `packets-00${index}.pcapng`));
      },
    });
    bench.capture.setTaps([tapOf('web', catAndWait(join(scratch, 'all.pcap')))]);
    await readFrames('web', frames.length);
    await bench.capture.stop();
    expect(bench.flows.size).toBeGreaterThan(10);
    expect(bench.remarks.map(({ code }) => code)).toContain('packets-not-kept');
  });
});

describe('a capture that fails', () => {
  it('is told with its reason and started again', async () => {
    bench = startBench();
    const script =
      'test -e "$1" && { cat "$2"; exec sleep 600; }; touch "$1"; echo "tcpdump: vnet9: No such device exists" >&2; exit 1';
    bench.capture.setTaps([
      tapOf('web', ['sh', '-c', script, 'sh', join(scratch, 'tried'), join(scratch, 'all.pcap')]),
      tapOf('none', [join(scratch, 'no-such-program')]),
    ]);
    await readFrames('web', frames.length);
    const states = bench.statuses.filter(({ id }) => id === 'web').map(({ state }) => state);
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual([
      'starting',
      'waiting',
      'starting',
      'running',
    ]);
    const failed = bench.statuses.find(({ id, state }) => id === 'web' && state === 'waiting')!;
    expect(failed.reason).toBe('The interface is gone: tcpdump: vnet9: No such device exists.');
    expect(failed.retryAt).toBeGreaterThan(Date.now() * 1000 - 30e6);
    expect(bench.last('none')?.reason).toContain('is not installed here');
  });

  it.skipIf(process.platform !== 'linux')(
    'goes on when the parsing child is killed: told, and numbered on',
    async () => {
      bench = startBench();
      bench.capture.setTaps([tapOf('web', catAndWait(join(scratch, 'all.pcap')))]);
      await readFrames('web', frames.length);
      await vi.waitFor(() => expect(bench.provisional.size).toBeGreaterThan(10), patience);
      const last = Math.max(...bench.provisional.keys());
      const [child] = childrenWith(program.entry);
      process.kill(child!, 'SIGKILL');
      await readFrames('web', frames.length * 2);
      await bench.capture.stop();
      expect(bench.remarks.filter(({ code }) => code === 'reader-restarted')).toHaveLength(1);
      expect(Math.max(...bench.flows.keys())).toBeGreaterThan(last);
      expect(bench.capture.files().map(({ generation }) => generation)).toEqual([0, 1]);
      expect(childrenWith(program.entry)).toEqual([]);
    },
  );

  it.skipIf(process.platform !== 'linux')('ends a parsing child that hangs, and starts another', async () => {
    bench = startBench({}, undefined, { longestSilence: 3000 });
    await vi.waitFor(() => expect(childrenWith(program.entry)).toHaveLength(1), patience);
    const [hung] = childrenWith(program.entry);
    process.kill(hung!, 'SIGSTOP');
    await vi.waitFor(() => expect(bench.remarks.map(({ code }) => code)).toContain('reader-restarted'), patience);
    bench.capture.setTaps([tapOf('web', catAndWait(join(scratch, 'all.pcap')))]);
    await readFrames('web', frames.length);
    expect(childrenWith(program.entry)).not.toContain(hung);
  });

  it('leaves nothing running when it is stopped or a tap goes', async () => {
    bench = startBench();
    const path = join(scratch, 'all.pcap');
    bench.capture.setTaps([tapOf('a', catAndWait(path)), tapOf('b', catAndWait(path))]);
    await readFrames('a', frames.length);
    bench.capture.setTaps([tapOf('b', catAndWait(path))]);
    await vi.waitFor(() => expect(bench.last('a')?.state).toBe('ended'), patience);
    expect(bench.last('b')?.state).toBe('running');
    await bench.capture.stop();
    expect(bench.last('b')?.state).toBe('ended');
    expect(childrenWith('sleep 600')).toEqual([]);
  });
});

describe('what others tell of flows', () => {
  it('comes as datagrams', async () => {
    bench = startBench();
    bench.capture.setCollectors([{ id: 'ovs', address: '127.0.0.1', port: 47_390 }]);
    await vi.waitFor(() => expect(bench.last('ovs')?.state).toBe('running'), patience);
    const socket = createSocket('udp4');
    const datagrams = readDatagrams(readFixture('ovs-ipfix.pcap'));
    for (const { bytes } of datagrams) {
      await new Promise((resolve) => {
        socket.send(bytes, 47_390, '127.0.0.1', resolve);
      });
    }
    socket.close();
    await readFrames('ovs', datagrams.length);
    await bench.capture.stop();
    const told = [...bench.flows.values()].map(({ flow }) => flow).find(({ dport }) => dport === 9000);
    expect(told).toMatchObject({ src: '10.77.250.10', transport: 'tcp', out: { packets: 46 }, in: { packets: 26 } });
    expect(bench.last('ovs')).toMatchObject({ state: 'ended', dropped: 0 });
  });

  it('says so when the port is taken', async () => {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => {
      socket.bind(47_391, '127.0.0.1', resolve);
    });
    bench = startBench();
    bench.capture.setCollectors([{ id: 'ovs', address: '127.0.0.1', port: 47_391 }]);
    await vi.waitFor(() => expect(bench.last('ovs')?.state).toBe('waiting'), patience);
    expect(bench.last('ovs')?.reason).toBe('Port 47391 of 127.0.0.1 cannot be listened on: another program has it.');
    socket.close();
  });

  it('comes as lists of connections, each counted from the list before', async () => {
    bench = startBench();
    const line = (packets: number): string =>
      `ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=40000 dport=22 packets=${packets} bytes=${packets * 100} src=10.0.0.2 dst=10.0.0.1 sport=22 dport=40000 packets=5 bytes=500 [ASSURED] mark=0 use=1 id=77\n`;
    writeFileSync(join(scratch, 'list'), line(10));
    bench.capture.setTaps([tapOf('host', ['cat', join(scratch, 'list')], { kind: 'conntrack' })]);
    await vi.waitFor(() => expect(bench.provisional.size).toBe(1), patience);
    writeFileSync(join(scratch, 'list'), line(17));
    await vi.waitFor(() => expect([...bench.provisional.values()][0]?.out.packets).toBe(17), patience);
    await bench.capture.stop();
    expect([...bench.flows.values()].map(({ flow }) => flow)).toMatchObject([
      { src: '10.0.0.1', dport: 22, state: 'S1', out: { packets: 17, bytes: 1700 }, in: { packets: 5, bytes: 500 } },
    ]);
    expect(bench.last('host')?.reason).toBe('');
  });
});
