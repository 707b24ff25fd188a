import ipaddr from 'ipaddr.js';

const CACHE = 4096;
const cachedWords = new Int32Array(CACHE);
const cachedTexts: string[] = Array.from({ length: CACHE }, () => '0.0.0.0');
const OCTETS = Array.from({ length: 256 }, (_, octet) => String(octet));
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** @returns dotted text of an IPv4 address word; the same few addresses come again and again, so they are kept */
export function formatIpv4(word: number): string {
  const slot = (Math.imul(word, 0x9e3779b1) >>> 20) & (CACHE - 1);
  if (cachedWords[slot] === word) return cachedTexts[slot]!;
  const text = `${OCTETS[word >>> 24]}.${OCTETS[(word >>> 16) & 255]}.${OCTETS[(word >>> 8) & 255]}.${OCTETS[word & 255]}`;
  cachedWords[slot] = word;
  cachedTexts[slot] = text;
  return text;
}

/** @returns the text of RFC 5952 for four IPv6 address words */
export function formatIpv6(first: number, second: number, third: number, fourth: number): string {
  const words = [first, second, third, fourth];
  // An IPv4 address in IPv6 clothes is written as such.
  if (first === 0 && second === 0 && third === 0xffff) return `::ffff:${formatIpv4(fourth)}`;
  const groups: number[] = [];
  for (const word of words) groups.push(word >>> 16, word & 0xffff);
  let bestAt = -1;
  let bestLength = 1;
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (at + length < 8 && groups[at + length] === 0) length++;
    if (length > bestLength) {
      bestAt = at;
      bestLength = length;
    }
    at += length;
  }
  const write = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return bestAt < 0 ? write(0, 8) : `${write(0, bestAt)}::${write(bestAt + bestLength, 8)}`;
}

/** @param high upper 16 bits @param low lower 32 bits @returns e.g. `52:54:00:12:34:56` */
export function formatMac(high: number, low: number): string {
  const slot = (Math.imul(low, 0x9e3779b1) >>> 22) & (MAC_CACHE - 1);
  if (macLows[slot] === low && macHighs[slot] === high) return macTexts[slot]!;
  const text = `${HEX[(high >> 8) & 255]}:${HEX[high & 255]}:${HEX[low >>> 24]}:${HEX[(low >>> 16) & 255]}:${HEX[(low >>> 8) & 255]}:${HEX[low & 255]}`;
  macLows[slot] = low;
  macHighs[slot] = high;
  macTexts[slot] = text;
  return text;
}

const MAC_CACHE = 1024;
const macLows = new Int32Array(MAC_CACHE);
const macHighs = new Int32Array(MAC_CACHE).fill(-1);
const macTexts: string[] = Array.from({ length: MAC_CACHE }, () => '');

const LONGEST_ADDRESS = 45;

/**
 * Reads the text of an address.
 * @param into gets its bytes
 * @param length 4 for IPv4, 16 for IPv6
 * @returns false when the text is not an address of that length
 */
export function readAddress(text: string, into: Buffer, length: number): boolean {
  if (length === 4) {
    const word = readIpv4(text);
    if (Number.isNaN(word)) return false;
    into.writeInt32BE(word, 0);
    return true;
  }
  if (text.length > LONGEST_ADDRESS || !ipaddr.IPv6.isValid(text) || text.includes('%')) return false;
  let written = text;
  const dotted = text.lastIndexOf(':') + 1;
  if (text.includes('.')) {
    const word = readIpv4(text.slice(dotted));
    if (Number.isNaN(word)) return false;
    written = `${text.slice(0, dotted)}${(word >>> 16).toString(16)}:${(word & 0xffff).toString(16)}`;
  }
  const [head = '', tail] = written.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  into.fill(0, 0, 16);
  before.forEach((group, index) => into.writeUInt16BE(Number.parseInt(group, 16), index * 2));
  after.forEach((group, index) => into.writeUInt16BE(Number.parseInt(group, 16), 16 - (after.length - index) * 2));
  return true;
}

/** @returns the word of a dotted address in its usual form, NaN for any other text */
export function readIpv4(text: string): number {
  let word = 0;
  let octet = -1;
  let dots = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 46) {
      if (octet < 0 || dots === 3) return Number.NaN;
      word = (word << 8) | octet;
      dots += 1;
      octet = -1;
    } else {
      const digit = code - 48;
      // A leading zero would be read back without it.
      if (digit < 0 || digit > 9 || octet === 0) return Number.NaN;
      octet = octet < 0 ? digit : octet * 10 + digit;
      if (octet > 255) return Number.NaN;
    }
  }
  return dots === 3 && octet >= 0 ? (word << 8) | octet : Number.NaN;
}
