import type { SmbRecord } from '../records.ts';

/** Identity of a negotiation: it may be asked in SMB 1 and answered in SMB 2. */
export const NEGOTIATION = 'negotiation';

/** What the readers of both dialects tell of a message. */
export interface SmbEvents {
  /** A request: its identity within the connection, what it is, and the name it carries. */
  request(id: string, command: SmbRecord['command'], name: string, time: number): void;
  /** Its answer; `file` is the handle a create gave, '' otherwise. */
  response(id: string, status: number, file: string): void;
  /** Bytes written to an open file or pipe. */
  write(id: string, file: string, bytes: Uint8Array, start: number, end: number, time: number): void;
  read(id: string, file: string, time: number): void;
  dialect(version: SmbRecord['version']): void;
}
