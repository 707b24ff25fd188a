import { FlowBook } from '../../../../../native/flowexport/flow-book.ts';
import { FlowExports } from '../../../../../native/flowexport/flow-exports.ts';
import {
  flowSample,
  ipfix,
  netflow5,
  netflow9,
  numbers,
  rawHeader,
  sflow,
  template,
} from '../../../../../native/flowexport/testing/build-exports.ts';
import { CONVERSATIONS } from '../../../../../native/packets/fuzz/conversations.ts';
import { framesOf } from '../../../../../native/packets/fuzz/corpus.ts';
import { CaptureReader } from '../../../../../native/packets/files/capture-reader.ts';
import { SpoolWriter } from '../../../../../native/packets/taps/spool-writer.ts';
import { TapMerge } from '../../../../../native/packets/taps/tap-merge.ts';
import { buildPcap, spaced } from '../../../../../native/packets/testing/build-captures.ts';
import { checkObservation, type FuzzTarget } from '../../../import/fuzz-targets.ts';
import { readTcpdumpStatistics } from '../../../live/tcpdump-statistics.ts';
import { MuxReader, muxKind, packMuxHeader } from '../../../live/mux.ts';
import { ConntrackReading } from '../conntrack-reading.ts';
import { toFlow } from '../to-flow.ts';

const basic = [
  [8, 4],
  [12, 4],
  [7, 2],
  [11, 2],
  [4, 1],
  [1, 8],
  [2, 4],
  [82, 0xffff],
] as const;
const record = Buffer.concat([
  numbers([4, 0x0a000001], [4, 0x0a000002], [2, 40_000], [2, 443], [1, 6], [8, 5000], [4, 10], [1, 2]),
  Buffer.from('p1'),
]);
const plain = basic.slice(0, 7);
const frame = framesOf(CONVERSATIONS[0]!)[0]!;
const options = numbers([2, 400], [2, 2], [2, 1], [2, 144], [2, 4], [2, 34], [2, 4]);

/** What live capture reads: streams of taps, datagrams of exporters, lines of conntrack and tcpdump. */
export const liveFuzzTargets: readonly FuzzTarget[] = [
  exports('ipfix', [
    ipfix(1, [
      [2, template(256, basic)],
      [3, options],
      [400, numbers([4, 1], [4, 8])],
      [256, record],
    ]),
  ]),
  exports('netflow', [
    netflow5(1, 2),
    netflow9(1, [
      [0, template(256, plain)],
      [256, record.subarray(0, record.length - 3)],
    ]),
  ]),
  exports('sflow', [
    sflow(1, [
      [1, flowSample(8, [[1, rawHeader(frame)]])],
      [3, flowSample(8, [[1, rawHeader(frame)]], true)],
      [2, numbers([4, 1], [4, 7], [4, 1], [4, 1], [4, 88], [8, 1], [8, 2], [8, 3], [8, 4], [8, 5], [8, 6])],
    ]),
  ]),
  {
    name: 'taps',
    seeds: () => [buildPcap(spaced(framesOf(CONVERSATIONS[0]!))), buildPcap(spaced([frame]), { nanoseconds: true })],
    run: (input) => spoolBack(input),
  },
  {
    name: 'live pipe',
    seeds: () => [
      Buffer.concat([
        packMuxHeader(muxKind.begin, 1, 2),
        Buffer.from('{}'),
        packMuxHeader(muxKind.bytes, 1, 4),
        frame.subarray(0, 4),
      ]),
    ],
    run: (input) => {
      const reader = new MuxReader((_kind, _stream, payload) => {
        if (payload.length > input.length) throw new Error('more than there is');
      });
      try {
        for (let at = 0; at < input.length; at += 7) reader.push(input.subarray(at, at + 7));
      } catch (problem) {
        if (!(problem instanceof RangeError)) throw problem;
      }
    },
  },
  {
    name: 'conntrack',
    seeds: () => [
      Buffer.from(
        'ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=40000 dport=22 packets=9 bytes=900 src=10.0.0.2 dst=10.0.0.1 sport=22 dport=40000 packets=5 bytes=500 [ASSURED] mark=0 use=1 id=77\n',
      ),
      Buffer.from(
        '    [NEW] ipv6     10 icmpv6   58 30 src=fd00::1 dst=fd00::2 type=128 code=0 id=5 [UNREPLIED] src=fd00::2 dst=fd00::1 type=129 code=0 id=5\n',
      ),
    ],
    run: (input) => {
      const book = createBook();
      const reading = new ConntrackReading('host');
      reading.tell = (flow) => book.add(flow, 1.7e15);
      reading.push(input, 1.7e15);
      reading.end();
      book.endAll();
    },
  },
  {
    name: 'tcpdump statistics',
    seeds: () => [
      Buffer.from('tcpdump: 5 packets captured, 5 packets received by filter, 0 packets dropped by kernel'),
    ],
    run: (input) => {
      const { kernel = 0 } = readTcpdumpStatistics(Buffer.from(input).toString('utf8')) ?? {};
      if (kernel !== null && !Number.isSafeInteger(kernel)) throw new Error('no count');
    },
  },
];

function createBook(): FlowBook {
  let id = 0;
  return new FlowBook(
    () => (id += 1),
    (flow, isOver) => checkObservation({ kind: 'flow', flow: toFlow(flow), final: isOver }),
  );
}

/** Twice the same, so that records meet the templates of before. */
function exports(name: string, seeds: readonly Buffer[]): FuzzTarget {
  return {
    name,
    seeds: () => [...seeds],
    run: (input) => {
      const book = createBook();
      const reading = new FlowExports({
        flow: (flow) => book.add(flow, 1.7e15),
        counters: () => undefined,
        lost: (_exporter, count) => {
          if (!(count > 0)) throw new Error('nothing is lost');
        },
        unread: () => undefined,
      });
      reading.take(input, '192.0.2.1', 1.7e15);
      reading.take(input, '192.0.2.1', 1.7e15);
      book.snapshot();
      book.endAll();
    },
  };
}

/** Whatever a stream holds, what is spooled of it reads back frame for frame. */
function spoolBack(input: Uint8Array): void {
  let read = 0;
  const reader = new CaptureReader({
    frame: () => {
      read += 1;
    },
    layout: () => undefined,
    note: (note) => {
      if (note.code !== 'odd-time') throw new Error(`${note.code}: ${note.text}`);
    },
  });
  const writer = new SpoolWriter(
    { turn: () => undefined, write: (bytes) => void reader.push(Buffer.from(bytes)) },
    'fuzz',
    0,
    1 << 30,
  );
  const merge = new TapMerge({
    block: (source, format, bytes, from, to) => writer.add(source.label, format, bytes, from, to),
    note: () => undefined,
  });
  merge.begin(1, { label: 'a', direction: 'in', macs: ['52:54:00:00:00:01'] });
  merge.begin(2, { label: 'b', direction: 'both', macs: ['52:54:00:00:00:02'] });
  const middle = input.length >> 1;
  for (const tap of [1, 2]) merge.push(tap, input.subarray(0, middle), 0);
  merge.release(5000);
  for (const tap of [1, 2]) merge.push(tap, input.subarray(middle), 5000);
  const counted = (merge.countsOf(1)?.counted ?? 0) + (merge.countsOf(2)?.counted ?? 0);
  merge.releaseAll();
  writer.flush();
  if (read !== counted) throw new Error(`${counted} frames counted, ${read} read back`);
}
