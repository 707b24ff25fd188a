import type { DissectorOutput } from './dissector.ts';
import { findRpcInterface } from './dcerpc-interfaces.ts';
import type { RpcInterface } from './dcerpc-interfaces.ts';
import { readU16, readU16Le } from './numbers.ts';
import type { RecordBudget } from './record-budget.ts';

const HEADER = 16;
const REQUEST = 0;
const BIND = 11;
const ALTER_CONTEXT = 14;
const FIRST_FRAGMENT = 1;
const CONTEXT_LIMIT = 64;

interface Context {
  uuid: string;
  known: RpcInterface | null;
}

/** Whether a connection-oriented DCE/RPC PDU can start with these bytes: version 5.0 or 5.1, a known type and data form. */
export function isRpcHeader(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < HEADER || bytes[at] !== 5 || (bytes[at + 1] ?? 9) > 1 || (bytes[at + 2] ?? 99) > 20) return false;
  const form = bytes[at + 4] ?? 0xff;
  return (
    (form === 0x10 || form === 0) &&
    bytes[at + 6] === 0 &&
    bytes[at + 7] === 0 &&
    rpcFragmentLength(bytes, at) >= HEADER
  );
}

/** Length of the PDU at `at`, in the byte order it says itself. */
export function rpcFragmentLength(bytes: Uint8Array, at: number): number {
  return (bytes[at + 4] ?? 0) === 0x10 ? readU16Le(bytes, at + 8) : readU16(bytes, at + 8);
}

function hexOf(bytes: Uint8Array, order: readonly number[], at: number): string {
  let text = '';
  for (const index of order) text += (bytes[at + index] ?? 0).toString(16).padStart(2, '0');
  return text;
}

function uuidOf(bytes: Uint8Array, at: number, isLittle: boolean): string {
  const groups = isLittle
    ? [
        [3, 2, 1, 0],
        [5, 4],
        [7, 6],
      ]
    : [
        [0, 1, 2, 3],
        [4, 5],
        [6, 7],
      ];
  groups.push([8, 9], [10, 11, 12, 13, 14, 15]);
  return groups.map((group) => hexOf(bytes, group, at)).join('-');
}

/** One RPC association (a TCP connection or an open pipe): remembers what each context is bound to, records each request. */
export class DceRpcConversation {
  readonly #output: DissectorOutput;
  readonly #budget: RecordBudget;
  readonly #contexts = new Map<number, Context>();

  constructor(output: DissectorOutput, budget: RecordBudget) {
    this.#output = output;
    this.#budget = budget;
  }

  /** Reads the PDU of `start`..`end`; what is no PDU is left alone. */
  read(bytes: Uint8Array, start: number, end: number, time: number): void {
    if (!isRpcHeader(bytes, start, end)) return;
    const type = bytes[start + 2] ?? 0;
    const isLittle = bytes[start + 4] === 0x10;
    const number16 = isLittle ? readU16Le : readU16;
    if (type === BIND || type === ALTER_CONTEXT) {
      const count = bytes[start + 24] ?? 0;
      let at = start + 28;
      for (let index = 0; index < count && at + 24 <= end && this.#contexts.size < CONTEXT_LIMIT; index++) {
        const uuid = uuidOf(bytes, at + 4, isLittle);
        this.#contexts.set(number16(bytes, at), { uuid, known: findRpcInterface(uuid) });
        at += 24 + (bytes[at + 2] ?? 0) * 20;
      }
    } else if (type === REQUEST && ((bytes[start + 3] ?? 0) & FIRST_FRAGMENT) !== 0 && start + 24 <= end) {
      this.#request(number16(bytes, start + 20), number16(bytes, start + 22), time);
    }
  }

  #request(contextId: number, opnum: number, time: number): void {
    const context = this.#contexts.get(contextId);
    const interfaceId = context?.uuid ?? '';
    if (!this.#budget.allow(`rpc ${interfaceId} ${String(opnum)}`)) return;
    this.#output.record({
      kind: 'dcerpc',
      time,
      interfaceId,
      interfaceName: context?.known?.name ?? '',
      opnum,
      operation: context?.known?.operations[opnum] ?? '',
    });
  }
}
