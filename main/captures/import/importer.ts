import type { HostReport } from '../../hosts/host-report.ts';
import type { Observation } from '../../telemetry/observation.ts';
import type { JoinTable } from './join-table.ts';

/** A sentence about an imported file. `line` is the first line concerned (from 1; 0 when it concerns the file), `count` how often it happened. */
export interface ImportRemark {
  /** Stable kebab-case code, e.g. `bad-line`, `line-too-long`, `skipped-log`. */
  code: string;
  text: string;
  line: number;
  count: number;
}

/** What one file gave. */
export interface ImportSummary {
  /** Lines or records taken in. */
  taken: number;
  /** Lines or records that were damaged or not understood. */
  skipped: number;
  remarks: ImportRemark[];
}

/** Reads one file of logs, fed in chunks cut anywhere; never throws, whatever the bytes. */
export interface Importer {
  push(bytes: Uint8Array): void;
  /** Call once, after the last chunk. */
  end(): ImportSummary;
}

/** What an importer needs from its surroundings. */
export interface ImportOptions {
  /** Dense flow ids over the whole session. */
  nextFlowId: () => number;
  /** Base name; tells which Zeek log a JSON file is. */
  fileName: string;
  sink: (observation: Observation) => void;
  /** Takes what hosts reported while a recording ran. */
  report?: (host: string, report: HostReport) => void;
  /** Finds exploit strings in a request line or header; the packet reader's own, handed in because this room is pure. */
  exploitSigns?: (text: string, where: 'path' | 'header') => string[];
  /** Shared by the files of a session; without one the file stands alone. */
  joins?: JoinTable;
}
