import { createDecipheriv } from 'node:crypto';
import { readU32 } from './numbers.ts';
import { findQuicVersion, headerMask } from './quic-keys.ts';
import type { QuicKeys } from './quic-keys.ts';

const CONNECTION_ID_LIMIT = 20;
const TAG_BYTES = 16;
const SAMPLE_BYTES = 16;

/** A long header packet inside a datagram. */
export interface QuicPacket {
  version: number;
  kind: 'initial' | 'retry' | 'other';
  /** The connection id it is sent to. */
  destination: Uint8Array;
  start: number;
  /** Where the protected packet number stands. */
  numberAt: number;
  end: number;
}

/** A variable-length integer (RFC 9000, 16); `size` 0 when cut. Values beyond 2^32 saturate, nothing here is that long. */
export function readVarint(bytes: Uint8Array, at: number, limit: number): { value: number; size: number } {
  const size = 1 << ((bytes[at] ?? 0) >> 6);
  if (at + size > limit) return { value: 0, size: 0 };
  let value = (bytes[at] ?? 0) & 0x3f;
  for (let index = 1; index < size; index++) value = Math.min(value * 256 + (bytes[at + index] ?? 0), 0xffffffff);
  return { value, size };
}

/** The long header packet at `start`, or null when none starts there. */
export function readLongHeader(bytes: Uint8Array, start: number): QuicPacket | null {
  const first = bytes[start] ?? 0;
  if (first < 0xc0 || start + 7 > bytes.length) return null;
  const version = readU32(bytes, start + 1);
  const known = findQuicVersion(version);
  const destinationAt = start + 6;
  const destinationEnd = destinationAt + (bytes[start + 5] ?? 0);
  const sourceEnd = destinationEnd + 1 + (bytes[destinationEnd] ?? 0);
  const isLegal =
    destinationEnd - destinationAt <= CONNECTION_ID_LIMIT && (bytes[destinationEnd] ?? 0) <= CONNECTION_ID_LIMIT;
  if (known === null || !isLegal || sourceEnd > bytes.length) return null;
  const destination = bytes.subarray(destinationAt, destinationEnd);
  const type = (first >> 4) & 3;
  let at = sourceEnd;
  if (type === known.retry) return { version, kind: 'retry', destination, start, numberAt: at, end: bytes.length };
  if (type === known.initial) {
    const token = readVarint(bytes, at, bytes.length);
    if (token.size === 0) return null;
    at += token.size + token.value;
  }
  const length = readVarint(bytes, at, bytes.length);
  if (length.size === 0) return null;
  at += length.size;
  const kind = type === known.initial ? 'initial' : 'other';
  return at + length.value > bytes.length
    ? null
    : { version, kind, destination, start, numberAt: at, end: at + length.value };
}

/** Takes the protection off an Initial packet (RFC 9001, 5). @returns its frames, or null when the keys do not fit */
export function openInitial(bytes: Uint8Array, packet: QuicPacket, keys: QuicKeys): Uint8Array | null {
  const { start, numberAt, end } = packet;
  if (numberAt + 4 + SAMPLE_BYTES > end) return null;
  const mask = headerMask(keys.hp, bytes.subarray(numberAt + 4, numberAt + 4 + SAMPLE_BYTES));
  const first = (bytes[start] ?? 0) ^ ((mask[0] ?? 0) & 0x0f);
  const numberSize = (first & 3) + 1;
  const header = bytes.slice(start, numberAt + numberSize);
  header[0] = first;
  const nonce = keys.iv.slice();
  for (let index = 0; index < numberSize; index++) {
    const byte = (bytes[numberAt + index] ?? 0) ^ (mask[index + 1] ?? 0);
    header[numberAt - start + index] = byte;
    const place = nonce.length - numberSize + index;
    nonce[place] = (nonce[place] ?? 0) ^ byte;
  }
  const from = numberAt + numberSize;
  if (from + TAG_BYTES > end) return null;
  try {
    const decipher = createDecipheriv('aes-128-gcm', keys.key, nonce);
    decipher.setAAD(header);
    decipher.setAuthTag(bytes.subarray(end - TAG_BYTES, end));
    const plain = decipher.update(bytes.subarray(from, end - TAG_BYTES));
    decipher.final();
    return plain;
  } catch {
    return null;
  }
}
