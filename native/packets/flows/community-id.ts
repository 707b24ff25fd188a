import { ROW_WORDS, W } from './flow-layout.ts';
import type { FlowRows } from './flow-rows.ts';
import { isOneWay } from './icmp-pairs.ts';
import { hashBlock } from './sha1-block.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const message = Buffer.alloc(64);
const block = new Int32Array(16);
const digest = new Int32Array(5);

/**
 * Community ID, version 1, seed 0, of an open flow (github.com/corelight/community-id-spec).
 * @returns e.g. `1:LQU9qZlK+B5F3KDmev6m5PMibrg=`
 */
export function communityIdOf(rows: FlowRows, row: number): string {
  const { words } = rows;
  const at = row * ROW_WORDS;
  const kind = words[at + W.kind]!;
  const protocol = kind & 0xffff;
  const length = kind >> 16 === 6 ? 4 : 1;
  const ports = words[at + W.ports]!;
  const isIcmp = protocol === 1 || protocol === 58;
  const hasPorts = protocol === 6 || protocol === 17 || protocol === 132 || isIcmp;
  const isOrdered = isIcmp && isOneWay(protocol === 58, ports >>> 16);
  const isSwapped = !isOrdered && compareEnds(words, at, length, ports) > 0;

  message.fill(0);
  let end = 2;
  end = writeAddress(words, at + (isSwapped ? W.target : W.source), length, end);
  end = writeAddress(words, at + (isSwapped ? W.source : W.target), length, end);
  message[end] = protocol;
  end += 2;
  if (hasPorts) {
    message.writeUInt32BE((isSwapped ? (ports << 16) | (ports >>> 16) : ports) >>> 0, end);
    end += 4;
  }
  for (let index = 0; index < 16; index++) block[index] = message.readInt32BE(index * 4);
  hashBlock(block, end, digest);
  return `1:${encodeDigest()}`;
}

function compareEnds(words: Int32Array, at: number, length: number, ports: number): number {
  for (let index = 0; index < length; index++) {
    const difference = (words[at + W.source + index]! >>> 0) - (words[at + W.target + index]! >>> 0);
    if (difference !== 0) return difference;
  }
  return (ports >>> 16) - (ports & 0xffff);
}

function writeAddress(words: Int32Array, from: number, length: number, at: number): number {
  for (let index = 0; index < length; index++) message.writeInt32BE(words[from + index]!, at + index * 4);
  return at + length * 4;
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
