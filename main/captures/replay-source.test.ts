import { describe, expect, test } from 'vitest';
import type { EvidenceSink } from './evidence-source.ts';
import type { ParserReply } from './parser-messages.ts';
import type { ParserSink, SourceFile } from './parser-port.ts';
import { ReplaySource } from './replay-source.ts';

const file = (name: string): SourceFile => ({
  path: `/${name}`,
  name,
  bytes: 1,
  offset: 0,
  deflated: false,
  sha256: null,
});

interface Reading {
  files: readonly SourceFile[];
  sink: ParserSink;
  until: number | undefined;
  reached: number[];
  stopped: boolean;
  end: () => void;
}

/** A replay of evidence from 100 s to 200 s, with a clock and readers that do what the test says. */
function createBench(parts: { captures?: string[]; others?: string[]; at?: number; speed?: number } = {}) {
  const bench = {
    now: 0,
    ticks: new Set<() => void>(),
    readings: [] as Reading[],
    replies: [] as ParserReply[],
    pauses: 0,
    closed: false,
  };
  const source = new ReplaySource({
    captures: (parts.captures ?? ['a.pcap']).map(file),
    others: (parts.others ?? ['reports.ndjson']).map(file),
    parser: {
      read(files, sink, until) {
        let end = (): void => {};
        const done = new Promise<void>((resolve) => {
          end = resolve;
        });
        const reading: Reading = { files, sink, until, reached: [], stopped: false, end };
        bench.readings.push(reading);
        return {
          done,
          stop: () => {
            reading.stopped = true;
            end();
          },
          goOn: (time) => void reading.reached.push(time / 1e6),
        };
      },
      packets: (files, index) => Promise.reject(new Error(files[index]?.name)),
      close: () => {
        bench.closed = true;
      },
    },
    span: { from: 100e6, to: 200e6 },
    at: parts.at ?? 100e6,
    speed: parts.speed ?? 1,
    every: (_milliseconds, run) => {
      bench.ticks.add(run);
      return () => bench.ticks.delete(run);
    },
    now: () => bench.now,
  });
  const none = (): void => {};
  const sink: EvidenceSink = {
    flow: none,
    record: none,
    segment: none,
    report: none,
    loss: none,
    forgotten: none,
    reply: (reply) => void bench.replies.push(reply),
    pause: () => {
      bench.pauses++;
    },
  };
  const tick = (milliseconds: number): void => {
    bench.now += milliseconds;
    for (const run of bench.ticks) run();
  };
  return { bench, source, sink, tick, seconds: () => source.at / 1e6 };
}

describe('the play head', () => {
  test('moves with the clock at its speed, to the end and no further; readers may go where it is', () => {
    const { bench, source, sink, tick, seconds } = createBench({ at: 50e6 });
    source.read(sink);
    expect(bench.readings.map(({ until }) => until)).toEqual([100e6, 100e6]);
    tick(2000);
    expect(seconds()).toBe(102);
    source.steer(10, undefined);
    tick(1000);
    expect(seconds()).toBe(112);
    source.steer(0, undefined);
    tick(60_000);
    expect(seconds()).toBe(112);
    source.steer(10_000, undefined);
    tick(60_000);
    // One past the last, so that what is told at the very end is told.
    expect(source.at).toBe(200e6 + 1);
    for (const { reached } of bench.readings) expect(reached.at(-1)).toBe(200.000001);
    expect(source.live()).toMatchObject({ kind: 'replay', replay: { from: 100e6, to: 200e6, speed: 10_000 } });
    expect(bench.pauses).toBe(4);
  });

  test('does not move before reading begins, and jumps ahead but not back', () => {
    const { bench, source, sink, tick, seconds } = createBench();
    bench.now = 9000;
    source.read(sink);
    expect(seconds()).toBe(100);
    source.steer(undefined, 150e6);
    expect(seconds()).toBe(150);
    expect(bench.readings[0]?.reached.at(-1)).toBe(150);
    source.steer(undefined, 120e6);
    expect(seconds()).toBe(150);
    source.steer(undefined, 900e6);
    expect(seconds()).toBe(200);
    tick(1000);
    expect(source.at).toBe(200e6 + 1);
  });

  test('stops when all is told, or when told to', async () => {
    const { bench, source, sink } = createBench();
    const { done } = source.read(sink);
    bench.readings[0]?.end();
    expect(bench.ticks.size).toBe(1);
    bench.readings[1]?.end();
    await done;
    expect(bench.ticks.size).toBe(0);
    const other = createBench();
    const reading = other.source.read(other.sink);
    reading.stop();
    await reading.done;
    expect(other.bench.readings.every(({ stopped }) => stopped)).toBe(true);
    other.source.close();
    expect(other.bench.closed).toBe(true);
  });
});

describe('files', () => {
  test('are captures first; what is told of the others names them by their place among all', async () => {
    const { bench, source, sink } = createBench({ captures: ['a.pcap', 'b.pcap'], others: ['r.ndjson', 'e.json'] });
    source.read(sink);
    expect(source.files().map(({ name }) => name)).toEqual(['a.pcap', 'b.pcap', 'r.ndjson', 'e.json']);
    expect([source.fileName(3), source.fileName(9)]).toEqual(['e.json', '']);
    const format = { type: 'format', file: 1, format: 'x', label: 'x' } as const;
    for (const { sink: told } of bench.readings) {
      told.reply(format);
      told.reply({ type: 'done', stopped: false });
    }
    expect(bench.replies).toEqual([
      format,
      { type: 'done', stopped: false },
      { ...format, file: 3 },
      { type: 'done', stopped: false },
    ]);
    await expect(source.packets(1, [], false)).rejects.toThrow('b.pcap');
  });

  test('of one kind alone need one reader', () => {
    const { bench, source, sink } = createBench({ captures: [] });
    source.read(sink);
    expect(bench.readings.map(({ files }) => files[0]?.name)).toEqual(['reports.ndjson']);
  });

  test('have their remarks in the order in which they are told of when they are opened', () => {
    const { bench, source, sink } = createBench();
    source.read(sink);
    const remark = (code: string): ParserReply => ({
      type: 'remark',
      code,
      text: '',
      file: 0,
      count: 1,
      severity: 'warning',
    });
    bench.readings[1]?.sink.reply(remark('of a log'));
    bench.readings[0]?.sink.reply(remark('of a capture'));
    bench.readings[0]?.sink.reply({ type: 'done', stopped: false });
    bench.readings[1]?.sink.reply(remark('of a log, later'));
    expect(bench.replies.flatMap((reply) => (reply.type === 'remark' ? [reply.code, reply.file] : []))).toEqual([
      'of a capture',
      0,
      'of a log',
      1,
      'of a log, later',
      1,
    ]);
  });
});
