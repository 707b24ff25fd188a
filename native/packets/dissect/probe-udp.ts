import type { Dissector, DissectorOutput, FlowHint } from './dissector.ts';
import { DnsDissector } from './dns.ts';
import { isDnsHeader, isDnsMessage } from './dns-shape.ts';
import { readU32 } from './numbers.ts';
import { Recognised } from './recognised.ts';

function has(hint: FlowHint, port: number): boolean {
  return hint.sport === port || hint.dport === port;
}

/** First datagram of a flow. Protocols that ports tell come first, because they are the many; then what content alone tells. */
export function probeUdp(bytes: Uint8Array, hint: FlowHint, output: DissectorOutput): Dissector | null {
  if (has(hint, 53)) return isDnsHeader(bytes, 0) ? new DnsDissector(output, 'dns', false) : null;
  if (has(hint, 5353)) return isDnsHeader(bytes, 0) ? new DnsDissector(output, 'mdns', false) : null;
  if (has(hint, 5355)) return isDnsHeader(bytes, 0) ? new DnsDissector(output, 'llmnr', false) : null;
  const first = bytes[0] ?? 0;
  if (first >= 0xc0 && isQuic(bytes)) return new Recognised('quic');
  return isDnsMessage(bytes, 0, bytes.length) ? new DnsDissector(output, 'dns', false) : null;
}

/** A QUIC long header: version 1, 2, a draft, a Google one, or negotiation, and connection ids of legal length. */
function isQuic(bytes: Uint8Array): boolean {
  if (bytes.length < 24) return false;
  const version = readU32(bytes, 1);
  const known =
    version === 1 || version === 0x6b3343cf || version === 0 || version >>> 8 === 0xff0000 || version >>> 16 === 0x5130;
  return known && (bytes[5] ?? 255) <= 20;
}
