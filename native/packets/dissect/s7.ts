import type { Dissector, DissectorOutput } from './dissector.ts';
import { FrameStream } from './frame-stream.ts';
import { readU16 } from './numbers.ts';
import { RecordBudget } from './record-budget.ts';
import { tpktLength } from './tpkt.ts';

const PACKET_LIMIT = 64;
const PROTOCOL = 0x32;
const ACK = 2;
const ACK_DATA = 3;
const USER_DATA = 7;

/**
 * S7 communication over COTP: a record per message. `function` is the first parameter byte (4 read, 5 write,
 * 0x28 PLC start, 0x29 PLC stop, 0xf0 set-up …); for user data it is the group times 256 plus the sub-function.
 */
export class S7Dissector implements Dissector {
  readonly #output: DissectorOutput;
  readonly #budget = new RecordBudget();
  readonly #sides: readonly [FrameStream, FrameStream];
  #isS7 = false;

  constructor(output: DissectorOutput) {
    this.#output = output;
    this.#sides = [this.#side(), this.#side()];
  }

  /** `cotp` until the first S7 message proves what is spoken above it. */
  get service(): string {
    return this.#isS7 ? 's7' : 'cotp';
  }

  payload(fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    return this.#sides[fromOriginator ? 0 : 1].push(bytes, time);
  }

  gap(fromOriginator: boolean, missing = 0): boolean {
    return this.#sides[fromOriginator ? 0 : 1].gap(missing);
  }

  end(): void {
    // Messages are recorded as they come; nothing waits.
  }

  #side(): FrameStream {
    return new FrameStream(PACKET_LIMIT, tpktLength, (bytes, start, end, _wireLength, time) => {
      this.#packet(bytes, start, end, time);
    });
  }

  #packet(bytes: Uint8Array, start: number, end: number, time: number): void {
    const header = start + 5 + (bytes[start + 4] ?? 0);
    if (bytes[start + 5] !== 0xf0 || bytes[header] !== PROTOCOL || header + 10 > end) return;
    const rosctr = bytes[header + 1] ?? 0;
    if (rosctr === 0 || rosctr > USER_DATA) return;
    this.#isS7 = true;
    const parameters = header + (rosctr === ACK || rosctr === ACK_DATA ? 12 : 10);
    const hasParameters = readU16(bytes, header + 6) > 0 && parameters < end;
    let code = hasParameters ? (bytes[parameters] ?? 0) : 0;
    if (rosctr === USER_DATA && parameters + 7 <= end) {
      code = ((bytes[parameters + 5] ?? 0) & 15) * 256 + (bytes[parameters + 6] ?? 0);
    }
    if (this.#budget.allow(rosctr * 65_536 + code)) this.#output.record({ kind: 's7', time, rosctr, function: code });
  }
}
