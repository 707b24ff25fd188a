import type { NetbiosNameRecord } from '../records.ts';
import type { Dissector, DissectorOutput } from './dissector.ts';
import { formatIpv4 } from './dns-answer.ts';
import { DnsNameReader } from './dns-name.ts';
import { readU16 } from './numbers.ts';
import { RecordBudget } from './record-budget.ts';
import { decodeLatin1, NAME_LIMIT } from './text.ts';

const HEADER = 12;
const ENCODED = 32;
const NAME_TYPE = 0x0020;

const OPERATIONS: Readonly<Record<number, NetbiosNameRecord['operation']>> = {
  0: 'query',
  5: 'registration',
  6: 'release',
  8: 'refresh',
  9: 'refresh',
};

const raw = new Uint8Array(16);

/** Whether a datagram is a NetBIOS name service message: a first question or answer name in its half-byte letters. */
export function isNetbiosName(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER + 34 + 4 && bytes[HEADER] === ENCODED && isEncoded(bytes, HEADER + 1);
}

function isEncoded(bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < ENCODED; index++) {
    const letter = bytes[at + index] ?? 0;
    if (letter < 0x41 || letter > 0x50) return false;
  }
  return true;
}

/** NetBIOS name service: a record per message. */
export class NetbiosNameDissector implements Dissector {
  readonly service = 'nbns';
  readonly #output: DissectorOutput;
  readonly #budget = new RecordBudget();

  constructor(output: DissectorOutput) {
    this.#output = output;
  }

  payload(_fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    if (!isNetbiosName(bytes)) return true;
    for (let index = 0; index < 16; index++) {
      const at = HEADER + 1 + index * 2;
      raw[index] = (((bytes[at] ?? 0x41) - 0x41) << 4) | ((bytes[at + 1] ?? 0x41) - 0x41);
    }
    const suffix = raw[15] ?? 0;
    let end = 15;
    while (end > 0 && (raw[end - 1] === 0x20 || raw[end - 1] === 0)) end--;
    const name = decodeLatin1(raw, 0, end, NAME_LIMIT);
    const isResponse = (bytes[2] ?? 0) >= 0x80;
    const operation = isResponse ? 'response' : (OPERATIONS[((bytes[2] ?? 0) >> 3) & 15] ?? 'other');
    const address = findAddress(bytes);
    if (this.#budget.allow(`${operation} ${name} ${String(suffix)} ${address}`)) {
      this.#output.record({ kind: 'nbns', time, name, suffix, operation, address });
    }
    return true;
  }

  gap(): boolean {
    return true;
  }

  end(): void {
    // Messages are recorded as they come; nothing waits.
  }
}

/** Address of the first NB record, wherever it stands (answer of a query, additional of a registration). */
function findAddress(bytes: Uint8Array): string {
  let at = HEADER;
  if (readU16(bytes, 4) > 0) {
    at = DnsNameReader.skip(bytes, at, bytes.length);
    if (at < 0) return '';
    at += 4;
  }
  const records = readU16(bytes, 6) + readU16(bytes, 8) + readU16(bytes, 10);
  if (records === 0) return '';
  at = DnsNameReader.skip(bytes, at, bytes.length);
  // type (2), class (2), lifetime (4), length (2), flags (2), address (4)
  return at > 0 && readU16(bytes, at) === NAME_TYPE && readU16(bytes, at + 8) >= 6 && at + 16 <= bytes.length
    ? formatIpv4(bytes, at + 12)
    : '';
}
