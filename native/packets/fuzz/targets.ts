import { PacketAnalyzer } from '../analyzer.ts';
import { describeFrame } from '../describe/describe-frame.ts';
import type { Dissector, DissectorOutput, FlowHint } from '../dissect/dissector.ts';
import { probe } from '../dissect/probe.ts';
import { CaptureReader } from '../files/capture-reader.ts';
import { readSegment } from '../index/segment.ts';
import type { L7Record } from '../records.ts';
import { buildPcap, spaced } from '../testing/build-captures.ts';
import type { WireSink } from '../wire.ts';
import { WireDecoder, WireEncoder } from '../wire.ts';
import { WireError } from '../wire/byte-reader.ts';
import { decodeFlow } from '../wire/flow-codec.ts';
import { FlowFront } from '../wire/flow-front.ts';
import { decodeRecord, decodeRecordColumns } from '../wire/record-codec.ts';
import type { Conversation } from './conversations.ts';
import { CONVERSATIONS } from './conversations.ts';
import { FRAMES, PCAP_FILES, PCAPNG_FILES } from './corpus.ts';
import type { Randomness } from './mutate.ts';
import { mutate } from './mutate.ts';

/** Something that reads hostile bytes. */
export interface FuzzTarget {
  name: string;
  seeds: readonly Buffer[];
  /** Reads one input. Anything it throws is a defect. */
  run(input: Buffer, random: Randomness): void;
}

/** An analyzer whose dissectors' defects are not caught. */
function createAnalyzer(encoder: WireEncoder): PacketAnalyzer {
  return new PacketAnalyzer(
    {
      flow: (flow, isProvisional) => encoder.flow(flow, isProvisional),
      record: (record) => encoder.record(record),
      note: (note, file) => {
        if (note.code === 'dissector-failed') throw new Error(note.text);
        encoder.note(note, file);
      },
      segment: (segment) => {
        if (readSegment(segment) === null) throw new Error('a segment does not read back');
        encoder.segment(segment);
      },
      file: (summary) => encoder.file(summary),
    },
    { probe, capacity: 256, seed: 1 },
  );
}

/** Reads a whole file, in pieces, all the way to decoded wire messages. */
function fuzzFiles(name: string, seeds: readonly Buffer[]): FuzzTarget {
  const decoder = new WireDecoder(strictSink());
  const encoder = new WireEncoder((piece) => decoder.push(piece));
  const analyzer = createAnalyzer(encoder);
  return {
    name,
    seeds,
    run: (input, random) => {
      const piece = random.below(4) === 0 ? 1 + random.below(200) : input.length + 1;
      for (let at = 0; at < input.length; at += piece) analyzer.push(input.subarray(at, at + piece));
      if (random.below(8) === 0) analyzer.snapshot();
      analyzer.end();
      encoder.flush();
    },
  };
}

/** Reads every body back: what we encode must decode. */
function strictSink(): WireSink {
  return {
    flow: (body) => {
      decodeFlow(body);
    },
    record: (body) => {
      decodeRecord(body);
    },
    note: () => undefined,
    segment: () => undefined,
    progress: () => undefined,
    file: () => undefined,
  };
}

/** Frames of a capture are changed, not the file around them: every input reaches the decoder. */
function fuzzFrames(): FuzzTarget {
  const byBytes = new Map(FRAMES.map(({ linkType, frame }) => [frame, linkType]));
  const seeds = [...byBytes.keys()];
  const files = fuzzFiles('decode', seeds);
  return {
    ...files,
    run: (input, random) => {
      const other = mutate(random.pick(seeds), random, seeds);
      const linkType = random.pick(FRAMES).linkType;
      const frames = [input, other, input].map((frame) => ({
        frame,
        originalLength: frame.length + random.below(2) * 500,
      }));
      const packets = spaced(frames.map((one) => one.frame)).map((packet, index) => ({
        ...packet,
        originalLength: frames[index]!.originalLength,
      }));
      files.run(buildPcap(packets, { linkType: random.below(2) === 0 ? 1 : linkType }), random);
    },
  };
}

function fuzzDescription(): FuzzTarget {
  const seeds = [...FRAMES.map((one) => one.frame), ...readFrames(PCAP_FILES)];
  return {
    name: 'describe',
    seeds,
    run: (bytes, random) => {
      const { layers } = describeFrame({ bytes, linkType: random.below(2) === 0 ? 1 : random.pick(FRAMES).linkType });
      for (const layer of layers) {
        for (const field of [layer, ...layer.children]) {
          if (field.offset < 0 || field.length < 0 || field.offset + field.length > bytes.length) {
            throw new Error(`${layer.label} ${field.label} lies outside the frame`);
          }
        }
      }
    },
  };
}

function readFrames(files: readonly Buffer[]): Buffer[] {
  const frames: Buffer[] = [];
  const reader = (): CaptureReader =>
    new CaptureReader({
      frame: (frame) => frames.push(Buffer.from(frame.bytes.subarray(frame.start, frame.start + frame.capturedLength))),
      layout: () => undefined,
      note: () => undefined,
    });
  for (const file of files) reader().push(file);
  return frames;
}

/** What passed the check of its front must read back as a whole. */
function checked(what: string, read: () => void): void {
  try {
    read();
  } catch (error) {
    if (error instanceof WireError) throw new Error(`${what} that was checked does not read back`, { cause: error });
    throw error;
  }
}

/** Streams of messages as an analysis writes them, changed on the way. */
function fuzzWire(): FuzzTarget {
  const seeds = [...PCAP_FILES, ...PCAPNG_FILES].map((file) => {
    const pieces: Buffer[] = [];
    const encoder = new WireEncoder((piece) => pieces.push(Buffer.from(piece)));
    const analyzer = createAnalyzer(encoder);
    analyzer.push(file);
    analyzer.end();
    encoder.progress({ file: 0, bytes: 1, packets: 2, flows: 3, time: 4 });
    encoder.flush();
    return Buffer.concat(pieces);
  });
  const sink: WireSink = {
    ...strictSink(),
    flow: (body) => {
      const { id } = new FlowFront(body);
      checked('a flow', () => {
        const whole = decodeFlow(body);
        if (whole.id !== id) throw new Error('the front of a flow is another flow');
        // Worked out on demand, from what may be nonsense.
        void whole.communityId;
      });
    },
    record: (body) => {
      const { flow } = decodeRecordColumns(body);
      checked('a record', () => {
        if (decodeRecord(body).flow !== flow) throw new Error('the front of a record is another record');
      });
    },
    segment: (bytes) => {
      readSegment(bytes);
    },
  };
  return {
    name: 'wire',
    seeds,
    run: (input, random) => {
      const decoder = new WireDecoder(sink);
      const piece = random.below(2) === 0 ? 1 + random.below(300) : input.length + 1;
      try {
        for (let at = 0; at < input.length; at += piece) decoder.push(input.subarray(at, at + piece));
        decoder.end();
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
      }
    },
  };
}

/** A conversation one of whose messages is changed, told in pieces, with holes. */
function fuzzConversation(conversation: Conversation): FuzzTarget {
  const { name, transport, port, messages } = conversation;
  const seeds = messages.map(([, message]) => message);
  const hint: FlowHint = { transport, sport: 40_000, dport: port };
  const encoder = new WireEncoder(() => undefined);
  const output: DissectorOutput = {
    record: (record) => {
      const stamped = record as L7Record;
      stamped.flow = 1;
      encoder.record(stamped);
    },
  };
  return {
    name: `dissect-${name}`,
    seeds,
    run: (input, random) => {
      const changed = random.below(messages.length);
      let dissector: Dissector | null = null;
      for (const [index, [side, message]] of messages.entries()) {
        const bytes = index === changed ? input : message;
        const forward = side === '>';
        const piece = transport === 'tcp' && random.below(3) === 0 ? 1 + random.below(64) : bytes.length + 1;
        for (let at = 0; at < bytes.length; at += piece) {
          const part = Uint8Array.from(bytes.subarray(at, at + piece));
          dissector ??= probe(part, forward, hint, output);
          if (dissector !== null && !dissector.payload(forward, part, index)) {
            dissector.end(index);
            return;
          }
        }
        if (transport === 'tcp' && random.below(10) === 0 && dissector !== null && !dissector.gap(forward)) break;
      }
      dissector?.end(messages.length);
    },
  };
}

const CREATORS: readonly (readonly [string, () => FuzzTarget])[] = [
  ['pcap', () => fuzzFiles('pcap', PCAP_FILES)],
  ['pcapng', () => fuzzFiles('pcapng', PCAPNG_FILES)],
  ['decode', fuzzFrames],
  ['describe', fuzzDescription],
  ['wire', fuzzWire],
  ...CONVERSATIONS.map((one) => [`dissect-${one.name}`, () => fuzzConversation(one)] as const),
];

/** Names of all that can be fuzzed. */
export const TARGET_NAMES: readonly string[] = CREATORS.map(([name]) => name);

/** @returns a target by its name @throws when there is none */
export function createTarget(name: string): FuzzTarget {
  const creator = CREATORS.find(([known]) => known === name);
  if (creator === undefined) throw new Error(`There is no parser ${name}; there are ${TARGET_NAMES.join(', ')}.`);
  return creator[1]();
}
