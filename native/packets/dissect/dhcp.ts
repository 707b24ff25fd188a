import type { Dissector, DissectorOutput } from './dissector.ts';
import { formatIpv4 } from './dns-answer.ts';
import { DnsNameReader } from './dns-name.ts';
import { readU32 } from './numbers.ts';
import { RecordBudget } from './record-budget.ts';
import { decodeText, NAME_LIMIT, TEXT_LIMIT } from './text.ts';

const OPTIONS = 240;
const COOKIE = 0x63825363;

const MESSAGES: Readonly<Record<number, string>> = {
  1: 'DISCOVER',
  2: 'OFFER',
  3: 'REQUEST',
  4: 'DECLINE',
  5: 'ACK',
  6: 'NAK',
  7: 'RELEASE',
  8: 'INFORM',
};

const names = new DnsNameReader();

/** Whether a datagram is DHCP or BOOTP with the options cookie. */
export function isDhcp(bytes: Uint8Array): boolean {
  return bytes.length >= OPTIONS && (bytes[0] === 1 || bytes[0] === 2) && readU32(bytes, 236) === COOKIE;
}

/** Hardware address of six bytes, as `aa:bb:…`. */
export function formatMac(bytes: Uint8Array, at: number): string {
  let text = '';
  for (let index = 0; index < 6; index++) {
    text += (index === 0 ? '' : ':') + (bytes[at + index] ?? 0).toString(16).padStart(2, '0');
  }
  return text;
}

/** Name of the client FQDN option (81): wire form when its flag says so, else plain text. */
function readFqdn(bytes: Uint8Array, start: number, end: number): string {
  if (((bytes[start] ?? 0) & 4) === 0) return decodeText(bytes, start + 3, end, NAME_LIMIT);
  return names.read(bytes, start + 3, start + 3, end)?.slice(0, NAME_LIMIT) ?? '';
}

/** DHCP for IPv4: a record per message. */
export class DhcpDissector implements Dissector {
  readonly service = 'dhcp';
  readonly #output: DissectorOutput;
  readonly #budget = new RecordBudget();

  constructor(output: DissectorOutput) {
    this.#output = output;
  }

  payload(_fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    if (!isDhcp(bytes)) return true;
    let message = 'BOOTP';
    let hostname = '';
    let fqdn = '';
    let vendor = '';
    let requested = '';
    let at = OPTIONS;
    while (at + 1 < bytes.length && bytes[at] !== 255) {
      if (bytes[at] === 0) {
        at++;
        continue;
      }
      const start = at + 2;
      const end = start + (bytes[at + 1] ?? 0);
      if (end > bytes.length) break;
      switch (bytes[at]) {
        case 12:
          hostname = decodeText(bytes, start, end, NAME_LIMIT).replace(/\0+$/, '');
          break;
        case 50:
          if (end - start === 4) requested = formatIpv4(bytes, start);
          break;
        case 53:
          message = MESSAGES[bytes[start] ?? 0] ?? `TYPE${String(bytes[start] ?? 0)}`;
          break;
        case 60:
          vendor = decodeText(bytes, start, end, TEXT_LIMIT);
          break;
        case 81:
          fqdn = readFqdn(bytes, start, end);
          break;
        default:
      }
      at = end;
    }
    const mac = bytes[2] === 6 ? formatMac(bytes, 28) : '';
    const address = readU32(bytes, 16) > 0 ? formatIpv4(bytes, 16) : requested;
    this.#record(
      message,
      mac,
      hostname === '' ? fqdn : hostname,
      vendor,
      address === '' ? clientAddress(bytes) : address,
      time,
    );
    return true;
  }

  gap(): boolean {
    return true;
  }

  end(): void {
    // Messages are recorded as they come; nothing waits.
  }

  #record(message: string, mac: string, hostname: string, vendor: string, address: string, time: number): void {
    if (!this.#budget.allow(`${message} ${mac} ${address}`)) return;
    this.#output.record({ kind: 'dhcp', time, message, mac, hostname, vendor, address });
  }
}

function clientAddress(bytes: Uint8Array): string {
  return readU32(bytes, 12) > 0 ? formatIpv4(bytes, 12) : '';
}
