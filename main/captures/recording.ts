import type { HostReport } from '../hosts/host-report.ts';

/** What a finished recording is. */
export interface RecordedFile {
  path: string;
  bytes: number;
}

/** A recording that goes on: takes what the hosts report; the packets come from the ring of the capture at its end. */
export interface Recording {
  readonly path: string;
  /** Microseconds since the epoch. */
  readonly since: number;
  /** Bytes gathered so far, packets included. */
  bytes(): number;
  report(host: string, report: HostReport): void;
  /** A file of the ring is full and would be overwritten some day: it is copied now. */
  full(generation: number): void;
  /**
   * Writes the session file. Resolves when it is in its place. Where it cannot be written, what was gathered stays beside
   * it; where writing was cancelled, nothing does.
   * @throws {Refusal} with the sentence for the analyst
   */
  finish(signal: AbortSignal): Promise<RecordedFile>;
  /** Drops what was gathered. */
  abandon(): void;
}
