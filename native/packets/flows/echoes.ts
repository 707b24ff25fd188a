import type { Packet } from '../decode/packet.ts';
import { word16 } from '../decode/words.ts';
import type { EchoRecord } from '../records.ts';

const MOST_FLOWS = 4096;
const MOST_DISTINCT = 64;
const MOST_OPEN_REQUESTS = 64;
/** A ping stamps the time into its first bytes; what follows tells whether payloads repeat. */
const STAMP_BYTES = 16;
const COMPARED_BYTES = 64;
const BANNER_REACH = 128;

interface EchoStats {
  requests: number;
  replies: number;
  payloadBytes: number;
  sizes: Set<number>;
  payloads: Set<number>;
  mismatched: number;
  inner: string;
  /** Identifier and sequence of requests not answered yet, with a hash of what they carried. */
  open: Map<number, number>;
}

/** What the ICMP echo payloads of each flow look like: an ordinary ping repeats itself, a tunnel does not. */
export class Echoes {
  readonly #stats = new Map<number, EchoStats>();

  /** Counts an echo request or reply. @returns a row that must be told now since too many are open, -1 for none */
  count(row: number, packet: Packet): number {
    const { bytes, payloadAt, payloadEnd } = packet;
    const isRequest = packet.icmpType === 8 || packet.icmpType === 128;
    let stats = this.#stats.get(row);
    let crowded = -1;
    if (stats === undefined) {
      if (this.#stats.size >= MOST_FLOWS) crowded = this.#stats.keys().next().value ?? -1;
      stats = {
        requests: 0,
        replies: 0,
        payloadBytes: 0,
        sizes: new Set(),
        payloads: new Set(),
        mismatched: 0,
        inner: '',
        open: new Map(),
      };
      this.#stats.set(row, stats);
    }
    if (isRequest) stats.requests += 1;
    else stats.replies += 1;
    stats.payloadBytes += packet.payloadLength;
    if (stats.sizes.size < MOST_DISTINCT) stats.sizes.add(packet.payloadLength);
    if (stats.payloads.size < MOST_DISTINCT) {
      const from = Math.min(payloadEnd, payloadAt + STAMP_BYTES);
      stats.payloads.add(hashBytes(bytes, from, Math.min(payloadEnd, from + COMPARED_BYTES)));
    }
    if (stats.inner === '') stats.inner = findInner(bytes, payloadAt, payloadEnd);
    if (packet.transportAt + 8 <= payloadAt) {
      const key = (word16(bytes, packet.transportAt + 4) << 16) | word16(bytes, packet.transportAt + 6);
      const carried =
        hashBytes(bytes, payloadAt, Math.min(payloadEnd, payloadAt + STAMP_BYTES + COMPARED_BYTES)) ^
        packet.payloadLength;
      matchRequest(stats, key, carried, isRequest);
    }
    return crowded;
  }

  /** @returns the flow's record, or null when it held no echoes; forgets it */
  finish(row: number, flow: number, time: number): EchoRecord | null {
    const stats = this.#stats.get(row);
    if (stats === undefined) return null;
    this.#stats.delete(row);
    return {
      kind: 'echo',
      flow,
      time,
      requests: stats.requests,
      replies: stats.replies,
      payloadBytes: stats.payloadBytes,
      distinctSizes: stats.sizes.size,
      distinctPayloads: stats.payloads.size,
      mismatched: stats.mismatched,
      inner: stats.inner,
    };
  }
}

function matchRequest(stats: EchoStats, key: number, carried: number, isRequest: boolean): void {
  if (isRequest) {
    if (stats.open.size >= MOST_OPEN_REQUESTS) stats.open.delete(stats.open.keys().next().value ?? key);
    stats.open.set(key, carried);
    return;
  }
  const asked = stats.open.get(key);
  if (asked === undefined) return;
  if (asked !== carried) stats.mismatched += 1;
  stats.open.delete(key);
}

function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash;
}

const BANNERS: readonly [string, string][] = [
  ['SSH-2.0', 'ssh'],
  ['SSH-1.', 'ssh'],
  ['HTTP/1.', 'http'],
];

/** @returns the name of a protocol that shows inside an echo payload, '' when none does */
function findInner(bytes: Buffer, from: number, to: number): string {
  const end = Math.min(to, from + BANNER_REACH);
  const head = bytes.toString('latin1', from, end);
  for (const [banner, name] of BANNERS) {
    if (head.includes(banner)) return name;
  }
  for (let at = from; at + 20 <= end; at += 4) {
    if (isIpHeader(bytes, at, to)) return 'ipv4';
  }
  return '';
}

/** A header without options, a fitting length and a right checksum is no accident. */
function isIpHeader(bytes: Buffer, at: number, to: number): boolean {
  if (bytes[at] !== 0x45 || word16(bytes, at + 2) < 20 || word16(bytes, at + 2) > to - at) return false;
  let sum = 0;
  for (let offset = 0; offset < 20; offset += 2) sum += word16(bytes, at + offset);
  return (sum & 0xffff) + (sum >>> 16) === 0xffff;
}
