import type { L7Record } from '../records.ts';

/** An L7 record before the flow table stamps the flow id on it. */
export type Unstamped<R> = R extends L7Record ? Omit<R, 'flow'> : never;

/** Where a dissector puts what it reads. */
export interface DissectorOutput {
  record(record: Unstamped<L7Record>): void;
}

/** What is known of a flow when its first payload is looked at. Addresses are absent on purpose. */
export interface FlowHint {
  transport: 'tcp' | 'udp';
  sport: number;
  dport: number;
}

/**
 * Reads one flow's payload as a state machine. For TCP the bytes of each direction come in order, without
 * repeats, in the pieces they had on the wire; a hole is told by `gap`. For UDP each call is one datagram.
 * The view is only valid during the call. A dissector never throws on hostile bytes, keeps bounded state
 * (at most 16 KiB), and does bounded work per byte.
 */
export interface Dissector {
  /** Name given to the flow's `service`. May change after the first bytes (STARTTLS stays `smtp`). */
  readonly service: string;
  /** @returns false when it wants nothing more of this flow; `end` is still called. */
  payload(fromOriginator: boolean, bytes: Uint8Array, time: number): boolean;
  /**
   * Offers payload by its length alone, before it is cut out of its packet: most bytes of most flows are bodies that
   * nobody reads.
   * @param length all of it was captured
   * @returns true when it is taken so; else `payload` follows with the bytes
   */
  pass?(fromOriginator: boolean, length: number): boolean;
  /**
   * Bytes of this direction are missing.
   * @param missing how many, where the reader knows; 0 or absent when it does not
   * @returns as `payload`
   */
  gap(fromOriginator: boolean, missing?: number): boolean;
  /** The flow is over (closed, timed out, evicted or end of file): emit what is pending. */
  end(time: number): void;
}

/**
 * Picks a dissector by content (ports only break ties).
 * @param bytes first payload bytes of a direction (at least 1)
 * @returns null when nothing fits these bytes
 */
export type Probe = (
  bytes: Uint8Array,
  fromOriginator: boolean,
  hint: FlowHint,
  output: DissectorOutput,
) => Dissector | null;
