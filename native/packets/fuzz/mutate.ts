/** A small fast generator of pseudo-random numbers: the same seed gives the same inputs on every machine. */
export class Randomness {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** @returns a whole number in [0, below) */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, below);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
}

/** Values at which bounds checks go wrong. */
const EDGES = [0, 1, 2, 3, 4, 7, 8, 15, 16, 20, 31, 32, 63, 64, 127, 128, 191, 192, 240, 254, 255];
const WIDE_EDGES = [
  0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];
const LONGEST = 16 * 1024;

type Change = (bytes: Buffer, random: Randomness, others: readonly Buffer[]) => Buffer;

const CHANGES: readonly Change[] = [
  function flipBit(bytes, random) {
    const at = random.below(bytes.length);
    bytes[at] = bytes[at]! ^ (1 << random.below(8));
    return bytes;
  },
  function setEdge(bytes, random) {
    bytes[random.below(bytes.length)] = random.pick(EDGES);
    return bytes;
  },
  function setWideEdge(bytes, random) {
    const length = random.pick([2, 3, 4]);
    if (bytes.length < length) return bytes;
    const value = random.pick(WIDE_EDGES) % 2 ** (8 * length);
    const at = random.below(bytes.length - length + 1);
    if (random.below(2) === 0) bytes.writeUIntBE(value, at, length);
    else bytes.writeUIntLE(value, at, length);
    return bytes;
  },
  function randomByte(bytes, random) {
    bytes[random.below(bytes.length)] = random.below(256);
    return bytes;
  },
  function cut(bytes, random) {
    return bytes.subarray(0, random.below(bytes.length + 1));
  },
  function remove(bytes, random) {
    const at = random.below(bytes.length);
    const length = 1 + random.below(Math.min(32, bytes.length - at));
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
  },
  function insert(bytes, random) {
    const at = random.below(bytes.length + 1);
    const noise = Buffer.alloc(1 + random.below(16), random.below(256));
    return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
  },
  function repeat(bytes, random) {
    const at = random.below(bytes.length);
    const piece = bytes.subarray(at, at + 1 + random.below(64));
    const times = 1 + random.below(random.below(8) === 0 ? 200 : 4);
    return Buffer.concat([bytes.subarray(0, at), ...Array.from({ length: times }, () => piece), bytes.subarray(at)]);
  },
  function splice(bytes, random, others) {
    const other = random.pick(others);
    return Buffer.concat([
      bytes.subarray(0, random.below(bytes.length + 1)),
      other.subarray(random.below(other.length + 1)),
    ]);
  },
];

/** @returns a changed copy of `seed`, at most 16 KiB long */
export function mutate(seed: Buffer, random: Randomness, others: readonly Buffer[]): Buffer {
  let bytes: Buffer = Buffer.from(seed);
  const changes = 1 + random.below(6);
  for (let change = 0; change < changes; change++) {
    if (bytes.length === 0) bytes = Buffer.from([random.below(256)]);
    bytes = random.pick(CHANGES)(bytes, random, others);
    if (bytes.length > LONGEST) bytes = bytes.subarray(0, LONGEST);
  }
  return bytes;
}
