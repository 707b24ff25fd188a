import { formatMac } from './dhcp.ts';
import type { Dissector, DissectorOutput } from './dissector.ts';
import { formatIpv6 } from './dns-answer.ts';
import { DnsNameReader } from './dns-name.ts';
import { readU16 } from './numbers.ts';
import { RecordBudget } from './record-budget.ts';
import { decodeText, NAME_LIMIT, TEXT_LIMIT } from './text.ts';

const MESSAGES: Readonly<Record<number, string>> = {
  1: 'SOLICIT',
  2: 'ADVERTISE',
  3: 'REQUEST',
  4: 'CONFIRM',
  5: 'RENEW',
  6: 'REBIND',
  7: 'REPLY',
  8: 'RELEASE',
  9: 'DECLINE',
  10: 'RECONFIGURE',
  11: 'INFORMATION-REQUEST',
  12: 'RELAY-FORW',
  13: 'RELAY-REPL',
};

const names = new DnsNameReader();

/** Hardware address inside a DUID of the link-layer kinds, '' for other kinds. */
function macOf(bytes: Uint8Array, start: number, end: number): string {
  const type = readU16(bytes, start);
  const at = type === 1 ? start + 8 : type === 3 ? start + 4 : -1;
  return at > 0 && readU16(bytes, start + 2) === 1 && at + 6 <= end ? formatMac(bytes, at) : '';
}

/** Address inside an identity association (its IAADDR option), '' without one. */
function addressOf(bytes: Uint8Array, start: number, end: number): string {
  let at = start + 12;
  while (at + 4 <= end) {
    const next = at + 4 + readU16(bytes, at + 2);
    if (readU16(bytes, at) === 5 && at + 20 <= Math.min(next, end)) return formatIpv6(bytes, at + 4);
    at = next;
  }
  return '';
}

/** DHCP for IPv6: a record per message; relayed messages are named, not opened. */
export class Dhcp6Dissector implements Dissector {
  readonly service = 'dhcpv6';
  readonly #output: DissectorOutput;
  readonly #budget = new RecordBudget();

  constructor(output: DissectorOutput) {
    this.#output = output;
  }

  payload(_fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    const type = bytes[0] ?? 0;
    const message = MESSAGES[type];
    if (message === undefined || bytes.length < 4) return true;
    let mac = '';
    let hostname = '';
    let vendor = '';
    let address = '';
    let at = type >= 12 ? 34 : 4;
    while (at + 4 <= bytes.length) {
      const start = at + 4;
      const end = start + readU16(bytes, at + 2);
      if (end > bytes.length) break;
      switch (readU16(bytes, at)) {
        case 1:
          mac = macOf(bytes, start, end);
          break;
        case 3:
          address = addressOf(bytes, start, end);
          break;
        case 16:
          vendor = decodeText(bytes, start + 6, end, TEXT_LIMIT);
          break;
        case 39:
          hostname = readPartialName(bytes, start + 1, end);
          break;
        default:
      }
      at = end;
    }
    if (this.#budget.allow(`${message} ${mac} ${address}`)) {
      this.#output.record({ kind: 'dhcp', time, message, mac, hostname, vendor, address });
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

/** A name that may lack its final root label, as clients send when they know only their host part. */
function readPartialName(bytes: Uint8Array, start: number, end: number): string {
  const whole = names.read(bytes, start, start, end);
  if (whole !== null) return whole === '.' ? '' : whole.slice(0, NAME_LIMIT);
  const length = bytes[start] ?? 0;
  return length > 0 && length < 64 && start + 1 + length <= end
    ? decodeText(bytes, start + 1, start + 1 + length, NAME_LIMIT)
    : '';
}
