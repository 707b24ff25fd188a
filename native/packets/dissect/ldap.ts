import type { LdapRecord } from '../records.ts';
import { berLength, readElement } from './ber.ts';
import type { Dissector, DissectorOutput } from './dissector.ts';
import { FrameStream } from './frame-stream.ts';
import { RecordBudget } from './record-budget.ts';
import { decodeText, TEXT_LIMIT } from './text.ts';

const MESSAGE_LIMIT = 4096;
const SEQUENCE = 0x30;
const INTEGER = 0x02;
const ATTRIBUTE_LIMIT = 64;

const OPERATIONS: Readonly<Record<number, LdapRecord['operation']>> = {
  0x60: 'bind',
  0x63: 'search',
  0x64: 'search-entry',
  0x73: 'search-reference',
  0x66: 'other',
  0x68: 'other',
  0x4a: 'other',
  0x6c: 'other',
  0x6e: 'other',
  0x77: 'other',
};

/** Whether an LDAP message starts here: a sequence, a message id, an operation of LDAP's. */
export function isLdapMessage(bytes: Uint8Array, at: number): boolean {
  const outer = bytes[at] === SEQUENCE ? readElement(bytes, at, bytes.length) : null;
  const id = outer === null ? null : readElement(bytes, outer.start, outer.end);
  if (id === null || id.tag !== INTEGER || id.end - id.start < 1 || id.end - id.start > 4) return false;
  const tag = bytes[id.end] ?? 0;
  return (tag >= 0x60 && tag <= 0x79) || tag === 0x73 || tag === 0x42 || tag === 0x4a || tag === 0x50;
}

function frameLength(bytes: Uint8Array, at: number, available: number): number {
  return bytes[at] === SEQUENCE ? berLength(bytes, at, available) : -1;
}

/** LDAP: binds, searches, and the entries and references that answer them; marks entries that carry Java objects. */
export class LdapDissector implements Dissector {
  readonly service = 'ldap';
  readonly #output: DissectorOutput;
  readonly #budget = new RecordBudget();
  readonly #sides: readonly [FrameStream, FrameStream];

  constructor(output: DissectorOutput) {
    this.#output = output;
    this.#sides = [this.#side(), this.#side()];
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
    return new FrameStream(MESSAGE_LIMIT, frameLength, (bytes, start, end, _wireLength, time) => {
      this.#message(bytes, start, end, time);
    });
  }

  #message(bytes: Uint8Array, start: number, end: number, time: number): void {
    const outer = readElement(bytes, start, end);
    const id = outer === null ? null : readElement(bytes, outer.start, outer.end);
    const body = id === null || outer === null ? null : readElement(bytes, id.end, outer.end);
    if (id?.tag !== INTEGER || body === null) return;
    const operation = OPERATIONS[body.tag];
    if (operation === undefined) return;
    const name = this.#name(operation, body.tag, bytes, body.start, body.end);
    const javaObject = operation === 'search-entry' && hasJavaAttribute(bytes, body.start, body.end);
    if (!this.#budget.allow(`${operation} ${name} ${String(javaObject)}`)) return;
    this.#output.record({ kind: 'ldap', time, operation, name, javaObject });
  }

  #name(operation: LdapRecord['operation'], tag: number, bytes: Uint8Array, start: number, end: number): string {
    // A delete request is the bare name.
    if (tag === 0x4a) return decodeText(bytes, start, end, TEXT_LIMIT);
    let at = start;
    if (operation === 'bind') {
      const version = readElement(bytes, start, end);
      if (version === null) return '';
      at = version.end;
    }
    const name = readElement(bytes, at, end);
    return name === null ? '' : decodeText(bytes, name.start, name.end, TEXT_LIMIT);
  }
}

/** Whether an entry has an attribute of Java object storage (RFC 2713): javaSerializedData, javaCodeBase, javaFactory … */
function hasJavaAttribute(bytes: Uint8Array, start: number, end: number): boolean {
  const name = readElement(bytes, start, end);
  const list = name === null ? null : readElement(bytes, name.end, end);
  if (list === null) return false;
  let at = list.start;
  for (let index = 0; index < ATTRIBUTE_LIMIT && at < list.end; index++) {
    const attribute = readElement(bytes, at, list.end);
    const type = attribute === null ? null : readElement(bytes, attribute.start, attribute.end);
    if (attribute === null || type === null) return false;
    if (/^java[a-z]/i.test(decodeText(bytes, type.start, type.end, 64))) return true;
    at = attribute.end;
  }
  return false;
}
