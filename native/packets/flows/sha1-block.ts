const SCHEDULE = new Int32Array(80);

/**
 * SHA-1 of a message that fits one block; an order of magnitude quicker than a call into a crypto library,
 * which matters once a flow. Not for secrets.
 * @param block 16 words; the message's bytes in the first `length`, the rest 0; padded here
 * @param length message bytes, at most 55
 * @param digest gets the five words
 */
export function hashBlock(block: Int32Array, length: number, digest: Int32Array): void {
  const w = SCHEDULE;
  for (let index = 0; index < 16; index++) w[index] = block[index]!;
  w[length >> 2] = w[length >> 2]! | (0x80 << (24 - (length & 3) * 8));
  w[15] = length * 8;
  for (let index = 16; index < 80; index++) {
    const mixed = w[index - 3]! ^ w[index - 8]! ^ w[index - 14]! ^ w[index - 16]!;
    w[index] = (mixed << 1) | (mixed >>> 31);
  }
  let a = 0x67452301;
  let b = 0xefcdab89 | 0;
  let c = 0x98badcfe | 0;
  let d = 0x10325476;
  let e = 0xc3d2e1f0 | 0;
  for (let index = 0; index < 80; index++) {
    let f: number;
    let k: number;
    if (index < 20) {
      f = (b & c) | (~b & d);
      k = 0x5a827999;
    } else if (index < 40) {
      f = b ^ c ^ d;
      k = 0x6ed9eba1;
    } else if (index < 60) {
      f = (b & c) | (b & d) | (c & d);
      k = 0x8f1bbcdc | 0;
    } else {
      f = b ^ c ^ d;
      k = 0xca62c1d6 | 0;
    }
    const next = (((a << 5) | (a >>> 27)) + f + e + k + w[index]!) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  digest[0] = (a + 0x67452301) | 0;
  digest[1] = (b + 0xefcdab89) | 0;
  digest[2] = (c + 0x98badcfe) | 0;
  digest[3] = (d + 0x10325476) | 0;
  digest[4] = (e + 0xc3d2e1f0) | 0;
}
