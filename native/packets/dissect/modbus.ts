import type { Dissector, DissectorOutput } from './dissector.ts';
import { FrameStream } from './frame-stream.ts';
import { readU16 } from './numbers.ts';
import { RecordBudget } from './record-budget.ts';

const HEADER = 8;
const PENDING_LIMIT = 64;
const IS_EXCEPTION = 0x80;
/** Largest length field: unit, function and 252 bytes of data; some devices go to a full 260-byte frame. */
const LENGTH_LIMIT = 260;
/** Functions whose requests are four bytes after the function: reads and single writes. */
const FIXED_SIX = new Set([1, 2, 3, 4, 5, 6]);

/** Whether a Modbus/TCP frame can start here: protocol 0, a bearable length; any function, for sweeps try them all. */
export function isModbusHeader(bytes: Uint8Array, at: number): boolean {
  const length = readU16(bytes, at + 4);
  return readU16(bytes, at + 2) === 0 && length >= 2 && length <= LENGTH_LIMIT;
}

/** Whether the bytes are exactly one Modbus request or answer of the common functions, for ports that promise nothing. */
export function isModbusFrame(bytes: Uint8Array): boolean {
  if (bytes.length < 9 || bytes.length > 7 + LENGTH_LIMIT || !isModbusHeader(bytes, 0)) return false;
  const length = readU16(bytes, 4);
  if (length !== bytes.length - 6) return false;
  return FIXED_SIX.has(bytes[7] ?? 0) && length === 6 && (bytes[6] ?? 0) <= 247;
}

function frameLength(bytes: Uint8Array, at: number, available: number): number {
  if (available < HEADER) return 0;
  return isModbusHeader(bytes, at) ? readU16(bytes, at + 4) + 6 : -1;
}

interface Request {
  id: number;
  unit: number;
  function: number;
  time: number;
}

/** Modbus/TCP: a record per request with whether it met an exception. */
export class ModbusDissector implements Dissector {
  readonly service = 'modbus';
  readonly #output: DissectorOutput;
  readonly #clientIsOriginator: boolean;
  readonly #requests: FrameStream;
  readonly #responses: FrameStream;
  readonly #budget = new RecordBudget();
  #pending: Request[] = [];

  constructor(output: DissectorOutput, clientIsOriginator: boolean) {
    this.#output = output;
    this.#clientIsOriginator = clientIsOriginator;
    this.#requests = new FrameStream(HEADER, frameLength, (bytes, start, _end, _wireLength, time) => {
      this.#request({ id: readU16(bytes, start), unit: bytes[start + 6] ?? 0, function: bytes[start + 7] ?? 0, time });
    });
    this.#responses = new FrameStream(HEADER, frameLength, (bytes, start) => {
      this.#response(readU16(bytes, start), bytes[start + 6] ?? 0, bytes[start + 7] ?? 0);
    });
  }

  payload(fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    return (fromOriginator === this.#clientIsOriginator ? this.#requests : this.#responses).push(bytes, time);
  }

  gap(fromOriginator: boolean, missing = 0): boolean {
    return (fromOriginator === this.#clientIsOriginator ? this.#requests : this.#responses).gap(missing);
  }

  end(): void {
    for (const request of this.#pending) this.#emit(request, false);
    this.#pending = [];
  }

  #request(request: Request): void {
    if (this.#pending.length >= PENDING_LIMIT) {
      const oldest = this.#pending.shift();
      if (oldest !== undefined) this.#emit(oldest, false);
    }
    this.#pending.push(request);
  }

  #response(id: number, unit: number, code: number): void {
    // Careless clients never change the transaction id: then the function tells which request is meant.
    const at = this.#pending.findIndex(
      (request) => request.id === id && request.unit === unit && (request.function & 0x7f) === (code & 0x7f),
    );
    const request = this.#pending[at];
    if (request === undefined) return;
    this.#pending.splice(at, 1);
    this.#emit(request, code >= IS_EXCEPTION);
  }

  #emit(request: Request, exception: boolean): void {
    const { unit, time } = request;
    if (!this.#budget.allow(unit * 512 + request.function * 2 + (exception ? 1 : 0))) return;
    this.#output.record({ kind: 'modbus', time, unit, function: request.function, exception });
  }
}
