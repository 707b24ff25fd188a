import type { AnalyzerOptions, FileSummary } from '../analyzer.ts';
import { PacketAnalyzer } from '../analyzer.ts';
import { copyFlow } from '../flows/copy-flow.ts';
import type { Segment } from '../index/segment.ts';
import { readSegment } from '../index/segment.ts';
import type { CaptureNote, FlowRecord, L7Record } from '../records.ts';
import type { BuiltPacket, PcapOptions } from './build-captures.ts';
import { buildPcap, spaced } from './build-captures.ts';

/** All that an analysis told, as plain values. */
export interface Findings {
  /** Finished flows, by id. */
  flows: FlowRecord[];
  records: L7Record[];
  notes: CaptureNote[];
  files: FileSummary[];
  segments: Segment[];
}

/** Keeps what an analysis tells. */
export class FindingsSink {
  readonly findings: Findings = { flows: [], records: [], notes: [], files: [], segments: [] };
  readonly provisional: FlowRecord[] = [];

  flow(flow: FlowRecord, isProvisional: boolean): void {
    (isProvisional ? this.provisional : this.findings.flows).push(copyFlow(flow));
  }

  record(record: L7Record): void {
    this.findings.records.push(record);
  }

  note(note: CaptureNote): void {
    this.findings.notes.push({ ...note });
  }

  segment(bytes: Buffer): void {
    const segment = readSegment(bytes);
    if (segment !== null) this.findings.segments.push(segment);
  }

  file(summary: FileSummary): void {
    this.findings.files.push({ ...summary });
  }
}

/** Analyses files of bytes, each in pieces of `pieceBytes`. */
export function analyseFiles(files: readonly Buffer[], options: AnalyzerOptions = {}, pieceBytes = Infinity): Findings {
  const sink = new FindingsSink();
  const analyzer = new PacketAnalyzer(sink, options);
  for (const file of files) {
    for (let at = 0; at < file.length; at += pieceBytes) analyzer.push(file.subarray(at, at + pieceBytes));
    analyzer.end();
  }
  sink.findings.flows.sort((first, second) => first.id - second.id);
  return sink.findings;
}

/** Analyses packets of an Ethernet capture. */
export function analysePackets(
  packets: readonly BuiltPacket[],
  options: AnalyzerOptions = {},
  pcap: PcapOptions = {},
): Findings {
  return analyseFiles([buildPcap(packets, pcap)], options);
}

/** Analyses Ethernet frames a millisecond apart. */
export function analyseFrames(frames: readonly Buffer[], options: AnalyzerOptions = {}): Findings {
  return analysePackets(spaced(frames), options);
}
