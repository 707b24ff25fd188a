/** A 32-bit hash of three numbers: randomness without a state, so that a moment can be drawn alone and again. */
export function hash(seed: number, a: number, b: number): number {
  let value = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(a | 0, 0xc2b2ae35) ^ Math.imul(b | 0, 0x27d4eb2f);
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  value ^= value >>> 12;
  value = Math.imul(value, 0x297a2d39);
  return (value ^ (value >>> 15)) >>> 0;
}

/** The same as a number from 0 up to 1. */
export function draw(seed: number, a: number, b: number): number {
  return hash(seed, a, b) / 2 ** 32;
}

/** One of a list. @throws when it is empty */
export function pick<T>(list: readonly T[], random: number): T {
  const item = list[Math.floor(random * list.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}
