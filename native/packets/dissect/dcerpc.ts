import { DceRpcConversation, isRpcHeader, rpcFragmentLength } from './dcerpc-conversation.ts';
import type { Dissector, DissectorOutput } from './dissector.ts';
import { FrameStream } from './frame-stream.ts';
import { RecordBudget } from './record-budget.ts';

const HEADER = 16;
/** Enough of a PDU for a bind with dozens of contexts; a request needs 24 bytes. */
const PDU_LIMIT = 2048;

function pduLength(bytes: Uint8Array, at: number, available: number): number {
  if (bytes[at] !== 5) return -1;
  if (available < HEADER) return 0;
  return isRpcHeader(bytes, at, at + HEADER) ? rpcFragmentLength(bytes, at) : -1;
}

/** DCE/RPC over TCP, on the endpoint mapper's or any dynamic port. */
export class DceRpcDissector implements Dissector {
  readonly service = 'dcerpc';
  readonly #sides: readonly [FrameStream, FrameStream];

  constructor(output: DissectorOutput) {
    const conversation = new DceRpcConversation(output, new RecordBudget());
    const side = (): FrameStream =>
      new FrameStream(PDU_LIMIT, pduLength, (bytes, start, end, _wireLength, time) => {
        conversation.read(bytes, start, end, time);
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
    // Requests are recorded as they come; nothing waits.
  }
}
