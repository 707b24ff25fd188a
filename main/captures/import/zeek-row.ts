import type { Transport } from '../../telemetry/flow.ts';
import { canonicalAddress } from './canonical-address.ts';
import type { FlowSketch, JoinTable } from './join-table.ts';
import type { Observation } from '../../telemetry/observation.ts';

/** One line of a Zeek log, TSV or JSON. Columns are asked for by name, so those that hold labels are never read. */
export interface ZeekRow {
  /** '' where unset. */
  text(column: string): string;
  /** 0 where unset. */
  number(column: string): number;
  /** Microseconds since the epoch, NaN where unset. */
  time(column: string): number;
  /** null where unset. */
  flag(column: string): boolean | null;
  /** Members of a set or vector, at most 256. */
  list(column: string): string[];
}

/** What reading a log line needs. */
export interface ZeekRun {
  joins: JoinTable;
  sink: (observation: Observation) => void;
  exploitSigns: (text: string, where: 'path' | 'header') => string[];
}

/** Reads one kind of log line; false when the line makes no sense, `repeated` when the same flow was told before. */
export type ZeekLog = (row: ZeekRow, run: ZeekRun) => boolean | 'repeated';

/** The two ends of a log line; null when the line does not name them by valid addresses. */
export interface ZeekEnds {
  src: string;
  sport: number;
  dst: string;
  dport: number;
}

/** Reads the ends of a line. */
export function zeekEnds(row: ZeekRow): ZeekEnds | null {
  const src = canonicalAddress(row.text('id.orig_h'));
  const dst = canonicalAddress(row.text('id.resp_h'));
  if (src === '' || dst === '') return null;
  return { src, sport: port(row.number('id.orig_p')), dst, dport: port(row.number('id.resp_p')) };
}

function port(value: number): number {
  return Number.isInteger(value) && value >= 0 && value <= 65535 ? value : 0;
}

/** Key of a Zeek connection in the join table. */
export function zeekKey(uid: string): string {
  return `zeek ${uid.slice(0, 64)}`;
}

/**
 * Flow and time of an application log's line; null when it has no time or no ends.
 * @param transport of the application where the log does not say
 */
export function zeekBase(
  row: ZeekRow,
  run: ZeekRun,
  transport: Transport,
  service: string,
): { flow: number; time: number } | null {
  const time = row.time('ts');
  const ends = zeekEnds(row);
  if (Number.isNaN(time) || ends === null) return null;
  const sketch: FlowSketch = { ...ends, transport: protoOf(row.text('proto')) ?? transport, service, time };
  const uid = row.text('uid');
  const key = uid === '' ? `${ends.src} ${ends.sport} ${ends.dst} ${ends.dport}` : uid;
  return { flow: run.joins.refer(zeekKey(key), sketch), time };
}

function protoOf(text: string): Transport | null {
  return text === 'tcp' || text === 'udp' || text === 'icmp' || text === 'sctp' ? text : null;
}
