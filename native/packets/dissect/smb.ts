import type { SmbRecord } from '../records.ts';
import { DceRpcConversation, isRpcHeader } from './dcerpc-conversation.ts';
import type { Dissector, DissectorOutput } from './dissector.ts';
import { FrameStream } from './frame-stream.ts';
import { readU24 } from './numbers.ts';
import { RecordBudget } from './record-budget.ts';
import type { SmbEvents } from './smb-events.ts';
import { Smb1Reader } from './smb1.ts';
import { Smb2Reader } from './smb2.ts';

/** Enough of a message for its names, its security blob and the RPC call a pipe carries. */
const MESSAGE_LIMIT = 4096;
const PENDING_LIMIT = 64;
const FILE_LIMIT = 64;
const STATUS_PENDING = 0x00000103;
const STATUS_MORE_PROCESSING = 0xc0000016;

type Pending = Omit<SmbRecord, 'flow' | 'kind' | 'status' | 'version'>;

/** Length of a NetBIOS session message: type 0 or 0x81–0x85, 24-bit length. */
function messageLength(bytes: Uint8Array, at: number, available: number): number {
  const type = bytes[at] ?? 0xff;
  if (type !== 0 && (type < 0x81 || type > 0x85)) return -1;
  return available < 4 ? 0 : readU24(bytes, at + 1) + 4;
}

/** SMB 1, 2 and 3 (while unencrypted) over NetBIOS sessions, and the RPC calls inside its pipes. */
export class SmbDissector implements Dissector, SmbEvents {
  readonly service = 'smb';
  readonly #output: DissectorOutput;
  readonly #budget = new RecordBudget();
  readonly #sides: readonly [FrameStream, FrameStream];
  readonly #smb1: Smb1Reader;
  readonly #smb2: Smb2Reader;
  readonly #pending = new Map<string, Pending>();
  readonly #files = new Map<string, { name: string; wrote: boolean; read: boolean; rpc: DceRpcConversation | null }>();
  #version: SmbRecord['version'] = 2;

  constructor(output: DissectorOutput) {
    this.#output = output;
    this.#smb1 = new Smb1Reader(this);
    this.#smb2 = new Smb2Reader(this);
    const side = (): FrameStream =>
      new FrameStream(MESSAGE_LIMIT, messageLength, (bytes, start, end, _wireLength, time) => {
        this.#message(bytes, start + 4, end, time);
      });
    this.#sides = [side(), side()];
  }

  payload(fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    return this.#sides[fromOriginator ? 0 : 1].push(bytes, time);
  }

  gap(fromOriginator: boolean, missing = 0): boolean {
    return this.#sides[fromOriginator ? 0 : 1].gap(missing);
  }

  end(): void {
    for (const pending of this.#pending.values()) this.#emit(pending, '');
    this.#pending.clear();
  }

  dialect(version: SmbRecord['version']): void {
    this.#version = version;
  }

  request(id: string, command: SmbRecord['command'], name: string, time: number): void {
    if (this.#pending.size >= PENDING_LIMIT) {
      for (const [oldest, pending] of this.#pending) {
        this.#pending.delete(oldest);
        this.#emit(pending, '');
        break;
      }
    }
    this.#pending.set(id, { command, name, time });
  }

  response(id: string, status: number, file: string): void {
    const pending = this.#pending.get(id);
    if (pending === undefined || status === STATUS_PENDING) return;
    this.#pending.delete(id);
    // The first legs of a negotiation name nobody yet.
    if (pending.command === 'session-setup' && status === STATUS_MORE_PROCESSING && pending.name === '') return;
    if (pending.command === 'create' && status === 0 && file !== '') this.#open(file, pending.name);
    this.#emit(pending, `0x${status.toString(16).padStart(8, '0')}`);
  }

  write(id: string, file: string, bytes: Uint8Array, start: number, end: number, time: number): void {
    const open = this.#files.get(file) ?? this.#open(file, '');
    if (open.rpc !== null || isRpcHeader(bytes, start, end)) {
      open.rpc ??= new DceRpcConversation(this.#output, this.#budget);
      open.rpc.read(bytes, start, end, time);
    }
    if (open.wrote) return;
    open.wrote = true;
    this.request(id, 'write', open.name, time);
  }

  read(id: string, file: string, time: number): void {
    const open = this.#files.get(file) ?? this.#open(file, '');
    if (open.read) return;
    open.read = true;
    this.request(id, 'read', open.name, time);
  }

  #open(file: string, name: string): { name: string; wrote: boolean; read: boolean; rpc: DceRpcConversation | null } {
    if (this.#files.size >= FILE_LIMIT) {
      for (const oldest of this.#files.keys()) {
        this.#files.delete(oldest);
        break;
      }
    }
    const open = { name, wrote: false, read: false, rpc: null };
    this.#files.set(file, open);
    return open;
  }

  #message(bytes: Uint8Array, start: number, end: number, time: number): void {
    if (bytes[start + 1] !== 0x53 || bytes[start + 2] !== 0x4d || bytes[start + 3] !== 0x42) return;
    if (bytes[start] === 0xfe) this.#smb2.read(bytes, start, end, time);
    else if (bytes[start] === 0xff) this.#smb1.read(bytes, start, end, time);
  }

  #emit(pending: Pending, status: string): void {
    const { command, name, time } = pending;
    if (!this.#budget.allow(`${command} ${name} ${status}`)) return;
    this.#output.record({ kind: 'smb', time, version: this.#version, command, name, status });
  }
}
