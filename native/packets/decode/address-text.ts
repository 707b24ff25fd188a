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
