import type { Dissector, DissectorOutput, FlowHint, Probe } from './dissector.ts';

/** Bytes of each direction that are held before the question is given up. */
const HOLD_LIMIT = 512;
/** Payloads looked at before giving up: one byte at a time is the slowest honest sender. */
const TRIES = 48;

interface Held {
  bytes: Uint8Array;
  size: number;
  time: number;
}

/**
 * Stands in while a flow's first bytes are too few, or fit several protocols: holds them, asks again with each payload,
 * and replays them to the dissector that is chosen in the end.
 */
export class Undecided implements Dissector {
  readonly #probe: Probe;
  readonly #hint: FlowHint;
  readonly #output: DissectorOutput;
  #held: [Held | null, Held | null] = [null, null];
  #originatorFirst = true;
  #chosen: Dissector | null = null;
  #tries = TRIES;

  /** @param probe gives null while the bytes do not decide */
  constructor(probe: Probe, hint: FlowHint, output: DissectorOutput) {
    this.#probe = probe;
    // The caller fills one hint again for each flow.
    this.#hint = { ...hint };
    this.#output = output;
  }

  get service(): string {
    return this.#chosen?.service ?? '';
  }

  payload(fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    if (this.#chosen !== null) return this.#chosen.payload(fromOriginator, bytes, time);
    if (this.#tries-- <= 0) return false;
    const index = fromOriginator ? 0 : 1;
    if (this.#held[0] === null && this.#held[1] === null) this.#originatorFirst = fromOriginator;
    const held = this.#hold(index, bytes, time);
    if (held === null) return false;
    const view = held.bytes.subarray(0, held.size);
    this.#chosen = this.#probe(view, fromOriginator, this.#hint, this.#output);
    return this.#chosen === null || this.#replay(this.#chosen);
  }

  pass(fromOriginator: boolean, length: number): boolean {
    return this.#chosen?.pass?.(fromOriginator, length) ?? false;
  }

  gap(fromOriginator: boolean, missing?: number): boolean {
    return this.#chosen?.gap(fromOriginator, missing) ?? false;
  }

  end(time: number): void {
    this.#held = [null, null];
    this.#chosen?.end(time);
  }

  /** @returns null when the direction has no room left */
  #hold(index: 0 | 1, bytes: Uint8Array, time: number): Held | null {
    let held = this.#held[index];
    if (held === null) {
      held = { bytes: new Uint8Array(64), size: 0, time };
      this.#held[index] = held;
    }
    const size = held.size + bytes.length;
    // One payload beyond the limit is let in whole: what decides may stand in it, and nothing may be lost of it.
    if (held.size >= HOLD_LIMIT) return null;
    if (size > held.bytes.length) {
      const larger = new Uint8Array(Math.max(size, held.bytes.length * 2));
      larger.set(held.bytes.subarray(0, held.size));
      held.bytes = larger;
    }
    held.bytes.set(bytes, held.size);
    held.size = size;
    return held;
  }

  #replay(chosen: Dissector): boolean {
    const order = this.#originatorFirst ? ([0, 1] as const) : ([1, 0] as const);
    let wanted = true;
    for (const index of order) {
      const held = this.#held[index];
      if (held !== null && wanted) wanted = chosen.payload(index === 0, held.bytes.subarray(0, held.size), held.time);
    }
    this.#held = [null, null];
    return wanted;
  }
}
