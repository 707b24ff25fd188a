import { randomBytes } from 'node:crypto';
import type { Packet } from '../decode/packet.ts';
import { ROW_DOUBLES, ROW_WORDS, STATUS, W } from './flow-layout.ts';

/** The same five-tuple in more surroundings (VLANs, tunnels) than this shares the last of them. */
const MOST_SURROUNDINGS = 8;

/**
 * The memory of all open flows: rows of fixed size, found by a hash of the five-tuple that is the same for
 * both directions and keyed by a random seed. Memory is set aside once and becomes resident as rows are used.
 */
export class FlowRows {
  readonly capacity: number;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  readonly #heads: Int32Array;
  readonly #mask: number;
  readonly #seedAddress: number;
  readonly #seedPort: number;
  /** Rows ever used; the ones above were never touched. */
  used = 0;
  live = 0;
  #free = -1;
  /** Set by `find`: whether the packet runs from the flow's originator. */
  forward = true;
  #hash = 0;

  /**
   * @param capacity rows, a power of two
   * @param seed fixed for reproducible tests, else random
   */
  constructor(capacity: number, seed?: number) {
    this.capacity = capacity;
    const memory = new ArrayBuffer(capacity * ROW_DOUBLES * 8);
    this.words = new Int32Array(memory);
    this.doubles = new Float64Array(memory);
    this.#heads = new Int32Array(capacity * 2).fill(-1);
    this.#mask = capacity * 2 - 1;
    const random = randomBytes(8);
    this.#seedAddress = seed ?? random.readInt32LE(0);
    this.#seedPort = seed === undefined ? random.readInt32LE(4) : ~seed;
  }

  /**
   * Finds the open flow of a packet, in either direction.
   * A flow first seen in one direction adopts the surroundings the other direction turns out to have
   * (a router on a stick, labels of one direction only), unless a flow of exactly these exists.
   * @returns the row, -1 when there is none
   */
  find(packet: Packet, ports: number, kind: number, context: number): number {
    const hash = this.#hashOf(packet, ports, kind);
    this.#hash = hash;
    const words = this.words;
    const swapped = (ports << 16) | (ports >>> 16);
    let adopted = -1;
    let adoptedForward = true;
    let seen = 0;
    for (let row = this.#heads[hash & this.#mask]!; row >= 0; row = words[row * ROW_WORDS + W.next]!) {
      const at = row * ROW_WORDS;
      if (words[at + W.hash] !== hash || words[at + W.kind] !== kind) continue;
      const isForward = words[at + W.ports] === ports && isSame(words, at, packet);
      if (!isForward && !(words[at + W.ports] === swapped && isSwapped(words, at, packet))) continue;
      const own = words[at + (isForward ? W.contextOut : W.contextIn)]!;
      if (own === context) {
        this.forward = isForward;
        return row;
      }
      seen += 1;
      if (own === -1) {
        const other = words[at + (isForward ? W.contextIn : W.contextOut)]!;
        if (adopted < 0 || other === context) {
          adopted = row;
          adoptedForward = isForward;
        }
      } else if (seen >= MOST_SURROUNDINGS && adopted < 0) {
        adopted = row;
        adoptedForward = isForward;
      }
    }
    if (adopted >= 0) {
      const at = adopted * ROW_WORDS + (adoptedForward ? W.contextOut : W.contextIn);
      if (words[at] === -1) words[at] = context;
      this.forward = adoptedForward;
    }
    return adopted;
  }

  /**
   * Takes a row for the flow that `find` just missed (or that replaces the one it found); all its fields are 0
   * but the key's.
   * @returns the row, -1 when all are in use
   */
  insert(packet: Packet, ports: number, kind: number, context: number): number {
    let row = this.#free;
    const words = this.words;
    if (row >= 0) this.#free = words[row * ROW_WORDS + W.next]!;
    else if (this.used < this.capacity) row = this.used++;
    else return -1;
    const at = row * ROW_WORDS;
    words.fill(0, at, at + ROW_WORDS);
    words[at] = packet.source0;
    words[at + 1] = packet.source1;
    words[at + 2] = packet.source2;
    words[at + 3] = packet.source3;
    words[at + 4] = packet.target0;
    words[at + 5] = packet.target1;
    words[at + 6] = packet.target2;
    words[at + 7] = packet.target3;
    words[at + W.ports] = ports;
    words[at + W.kind] = kind;
    words[at + W.contextOut] = context;
    words[at + W.contextIn] = -1;
    words[at + W.status] = STATUS.inUse;
    const hash = this.#hash;
    words[at + W.hash] = hash;
    words[at + W.next] = this.#heads[hash & this.#mask]!;
    this.#heads[hash & this.#mask] = row;
    this.live += 1;
    return row;
  }

  /** Gives a row back. */
  remove(row: number): void {
    const words = this.words;
    const at = row * ROW_WORDS;
    const head = words[at + W.hash]! & this.#mask;
    const next = words[at + W.next]!;
    if (this.#heads[head] === row) {
      this.#heads[head] = next;
    } else {
      let before = this.#heads[head]!;
      while (words[before * ROW_WORDS + W.next] !== row) before = words[before * ROW_WORDS + W.next]!;
      words[before * ROW_WORDS + W.next] = next;
    }
    words[at + W.status] = 0;
    words[at + W.next] = this.#free;
    this.#free = row;
    this.live -= 1;
  }

  isInUse(row: number): boolean {
    return (this.words[row * ROW_WORDS + W.status]! & STATUS.inUse) !== 0;
  }

  #hashOf(packet: Packet, ports: number, kind: number): number {
    let source = packet.source0 ^ this.#seedAddress;
    let target = packet.target0 ^ this.#seedAddress;
    if (kind >> 16 === 6) {
      source = fold(source, packet.source1, packet.source2, packet.source3);
      target = fold(target, packet.target1, packet.target2, packet.target3);
    }
    const seed = this.#seedPort;
    const sum =
      mix(Math.imul(source, 0x85ebca6b) ^ ((ports >>> 16) + seed)) +
      mix(Math.imul(target, 0x85ebca6b) ^ ((ports & 0xffff) + seed));
    return mix((sum | 0) ^ kind);
  }
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}

function fold(first: number, second: number, third: number, fourth: number): number {
  return mix(mix(mix(first) ^ second) ^ third) ^ fourth;
}

function isSame(words: Int32Array, at: number, packet: Packet): boolean {
  return (
    words[at] === packet.source0 &&
    words[at + 4] === packet.target0 &&
    words[at + 3] === packet.source3 &&
    words[at + 7] === packet.target3 &&
    words[at + 1] === packet.source1 &&
    words[at + 2] === packet.source2 &&
    words[at + 5] === packet.target1 &&
    words[at + 6] === packet.target2
  );
}

function isSwapped(words: Int32Array, at: number, packet: Packet): boolean {
  return (
    words[at] === packet.target0 &&
    words[at + 4] === packet.source0 &&
    words[at + 3] === packet.target3 &&
    words[at + 7] === packet.source3 &&
    words[at + 1] === packet.target1 &&
    words[at + 2] === packet.target2 &&
    words[at + 5] === packet.source1 &&
    words[at + 6] === packet.source2
  );
}
