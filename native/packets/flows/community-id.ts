import { readAddress } from '../decode/address-text.ts';
import type { FlowRecord } from '../records.ts';
import { isOneWay, pairIcmpTypes } from './icmp-pairs.ts';
import { hashBlock } from './sha1-block.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const message = Buffer.alloc(64);
const source = Buffer.alloc(16);
const target = Buffer.alloc(16);
const block = new Int32Array(16);
const digest = new Int32Array(5);

/** What a Community ID is made of. */
export type CommunityTuple = Pick<
  FlowRecord,
  'transport' | 'src' | 'sport' | 'dst' | 'dport' | 'icmpType' | 'icmpCode'
>;

/**
 * Community ID, version 1, seed 0 (github.com/corelight/community-id-spec).
 * @returns e.g. `1:LQU9qZlK+B5F3KDmev6m5PMibrg=`, '' for ARP and for addresses that are not IP's
 */
export function communityIdOf(flow: CommunityTuple): string {
  const protocol = protocolOf(flow.transport);
  const isVersion6 = flow.src.includes(':');
  const length = isVersion6 ? 16 : 4;
  if (protocol < 0 || !readAddress(flow.src, source, length) || !readAddress(flow.dst, target, length)) return '';
  const isIcmp = protocol === 1 || protocol === 58;
  const hasPorts = protocol === 6 || protocol === 17 || protocol === 132 || isIcmp;
  const pair = pairIcmpTypes(protocol === 58, flow.icmpType, flow.icmpCode);
  const sport = isIcmp ? pair >>> 16 : flow.sport;
  const dport = isIcmp ? pair & 0xffff : flow.dport;
  const isOrdered = isIcmp && isOneWay(protocol === 58, flow.icmpType);
  const order = Buffer.compare(source.subarray(0, length), target.subarray(0, length));
  const isSwapped = !isOrdered && (order > 0 || (order === 0 && sport > dport));

  message.fill(0);
  (isSwapped ? target : source).copy(message, 2, 0, length);
  (isSwapped ? source : target).copy(message, 2 + length, 0, length);
  let end = 2 + 2 * length;
  message[end] = protocol;
  end += 2;
  if (hasPorts) {
    message.writeUInt16BE(isSwapped ? dport : sport, end);
    message.writeUInt16BE(isSwapped ? sport : dport, end + 2);
    end += 4;
  }
  for (let index = 0; index < 16; index++) block[index] = message.readInt32BE(index * 4);
  hashBlock(block, end, digest);
  return `1:${encodeDigest()}`;
}

const PROTOCOLS: Record<string, number> = { tcp: 6, udp: 17, icmp: 1, icmp6: 58, sctp: 132, arp: -1 };

function protocolOf(transport: FlowRecord['transport']): number {
  return PROTOCOLS[transport] ?? Number(transport.slice(3));
}

/** Base64 of the digest's 20 bytes: 27 digits and one `=`. */
function encodeDigest(): string {
  let text = '';
  for (let bit = 0; bit < 160; bit += 6) {
    const word = bit >> 5;
    const shift = bit & 31;
    const high = digest[word]! << shift;
    const low = shift > 26 && word < 4 ? digest[word + 1]! >>> (32 - shift) : 0;
    text += ALPHABET[((high | low) >>> 26) & 63]!;
  }
  return `${text}=`;
}
