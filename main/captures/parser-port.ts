import type { Flow, L7Record } from '../telemetry/flow.ts';
import type { ParserPacket, ParserReply } from './parser-messages.ts';
import type { ToldFlow, ToldRecord } from './told.ts';

/** A file of a session, as the parser is to read it. */
export interface SourceFile {
  path: string;
  name: string;
  /** Bytes to read; the part of a container where `offset` is not 0. */
  bytes: number;
  offset: number;
  /** Deflated without a header of its own: a packed part of a container. */
  deflated: boolean;
  /** From the container's manifest, null where there is none. */
  sha256: string | null;
}

/** Takes what the parsing child tells, in the order it tells it. */
export interface ParserSink {
  /** @param detail the flow as bytes, kept verbatim: the sink may hold it, nobody changes it */
  flow(told: ToldFlow, detail: Uint8Array): void;
  record(told: ToldRecord, detail: Uint8Array): void;
  /** A piece of the packet index: which packet belongs to which flow and where it lies. */
  segment(
    segment: { file: number; firstPacket: number; packets: number; start: number; end: number },
    detail: Uint8Array,
  ): void;
  reply(reply: ParserReply): void;
  /** A chunk of the pipe has been told: a good moment to commit. */
  pause(): void;
}

/** Reads hostile files somewhere else: in a child process that has neither network nor secrets. */
export interface ParserPort {
  /**
   * Starts reading. `done` resolves when the child has told all; it rejects when the child died.
   * @param until time of the evidence, microseconds, to which may be read; `goOn` moves it. All is read where absent
   */
  read(
    files: readonly SourceFile[],
    sink: ParserSink,
    until?: number,
  ): { done: Promise<void>; stop(): void; goOn(until: number): void };
  /**
   * Frames of one file.
   * @param index pieces of the packet index that hold just the wanted packets, in order
   * @throws when the file is gone or changed
   */
  packets(
    files: readonly SourceFile[],
    file: number,
    index: readonly Uint8Array[],
    describe: boolean,
  ): Promise<(ParserPacket | null)[]>;
  /** Ends what runs. */
  close(): void;
}

/** Reads back what the store keeps verbatim. */
export interface DetailCodec {
  flow(detail: Uint8Array): Flow;
  record(detail: Uint8Array): L7Record;
  /** Packets of a flow in a segment: their number in the session and place in the file, in file order. */
  places(detail: Uint8Array, flow: number): { packet: number; place: number }[];
  /** The part of a segment that tells of these packets alone. */
  pick(detail: Uint8Array, packets: readonly number[]): Uint8Array;
}
