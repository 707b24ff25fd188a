import type { Live } from '../../shared/contract/live.ts';
import type { HostReport } from '../hosts/host-report.ts';
import type { Loss } from '../telemetry/observation.ts';
import type { ParserPacket } from './parser-messages.ts';
import type { ParserPort, ParserSink, SourceFile } from './parser-port.ts';

/** Takes what a source tells: packets' flows and records as the parsing child found them, and what hosts report. */
export interface EvidenceSink extends ParserSink {
  /** @param host id of the host that reports */
  report(host: string, report: HostReport): void;
  loss(loss: Loss): void;
  /** A VM is watched no more: its host was removed. */
  forgotten(uuid: string): void;
}

/** Where the evidence of a session comes from: files, hosts that are watched, or a recording that is played. */
export interface EvidenceSource {
  /** Files the evidence lies in; more may come while it is live. */
  files(): readonly SourceFile[];
  /** Name of a file by the number that the packet index knows it by. */
  fileName(file: number): string;
  /** What a live or replayed source says of itself, null for files. */
  live(): Live | null;
  /** Starts to tell. `done` resolves when all is told; it rejects when telling broke off. */
  read(sink: EvidenceSink): { done: Promise<void>; stop(): void };
  /** As {@link ParserPort.packets}, of the source's own files. */
  packets(file: number, index: readonly Uint8Array[], describe: boolean): Promise<(ParserPacket | null)[]>;
  /** Ends what runs. */
  close(): void;
}

/** Files as a source: the parsing child reads them from start to end. */
export function createFileSource(files: readonly SourceFile[], parser: ParserPort): EvidenceSource {
  return {
    files: () => files,
    fileName: (file) => files[file]?.name ?? '',
    live: () => null,
    read: (sink) => parser.read(files, sink),
    packets: (file, index, describe) => parser.packets(files, file, index, describe),
    close: () => parser.close(),
  };
}
