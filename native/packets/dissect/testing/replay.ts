import fc from 'fast-check';
import { Buffer } from 'node:buffer';
import type { L7Record } from '../../records.ts';
import type { Dissector, DissectorOutput, FlowHint, Unstamped } from '../dissector.ts';
import { probe } from '../probe.ts';

/** One piece of a conversation: `>` from the originator, `<` from the responder. */
export type Chunk = readonly ['>' | '<', Uint8Array];

/** What a conversation gave. */
export interface Outcome {
  service: string;
  records: Unstamped<L7Record>[];
}

/** Bytes of a text, one a character. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

/** Bytes of hexadecimal digits; blanks are ignored. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
}

/** Several byte strings as one. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

function feed(dissector: Dissector, chunks: readonly Chunk[]): void {
  for (const [direction, bytes] of chunks) {
    // Each view lives in its own larger buffer and is overwritten afterwards: nothing may be kept or read beside it.
    const lent = new Uint8Array(bytes.length + 16).fill(0xee);
    lent.set(bytes, 8);
    const wanted = dissector.payload(direction === '>', lent.subarray(8, 8 + bytes.length), 1);
    lent.fill(0xdd);
    if (!wanted) break;
  }
  dissector.end(2);
}

/** Replays a conversation through the probe as the flow table would. */
export function replay(chunks: readonly Chunk[], hint: Partial<FlowHint> = {}): Outcome {
  const records: Unstamped<L7Record>[] = [];
  const output: DissectorOutput = { record: (record) => records.push(record) };
  const whole: FlowHint = { transport: 'tcp', sport: 40_000, dport: 40_001, ...hint };
  for (const [index, [direction, bytes]] of chunks.entries()) {
    const dissector = probe(bytes, direction === '>', whole, output);
    if (dissector !== null) {
      feed(dissector, chunks.slice(index));
      return { service: dissector.service, records };
    }
  }
  return { service: '', records };
}

/** The same conversation in other pieces: cut sizes are used in turn, neighbours of one direction are joined first. */
export function recut(chunks: readonly Chunk[], sizes: readonly number[]): Chunk[] {
  const pieces: Chunk[] = [];
  let turn = 0;
  for (const [direction, bytes] of chunks) {
    let at = 0;
    while (at < bytes.length) {
      const size = Math.max(1, sizes[turn++ % sizes.length] ?? 1);
      pieces.push([direction, bytes.slice(at, at + size)]);
      at += size;
    }
  }
  return pieces;
}

/** Property: however the conversation is cut, the same records and the same name come out. */
export function holdsForAnyCut(chunks: readonly Chunk[], hint: Partial<FlowHint> = {}, runs = 60): void {
  const whole = replay(chunks, hint);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 12 }), (sizes) => {
      const cut = replay(recut(chunks, sizes), hint);
      return JSON.stringify(cut) === JSON.stringify(whole);
    }),
    { numRuns: runs, examples: [[[1]], [[2]], [[1, 2, 3]], [[64]]] },
  );
}

/**
 * Property: a conversation whose bytes are changed at random places never makes anything throw.
 * @param overUdp each chunk is a datagram; else the stream is also cut at random
 */
export function survivesDamage(chunks: readonly Chunk[], hint: Partial<FlowHint> = {}, runs = 200): void {
  const damage = fc.array(fc.tuple(fc.nat({ max: 4000 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(damage, fc.integer({ min: 1, max: 2000 }), (places, size) => {
      const broken = chunks.map(([direction, bytes]): Chunk => {
        const copy = bytes.slice();
        for (const [place, value] of places) if (copy.length > 0) copy[place % copy.length] = value;
        return [direction, copy];
      });
      replay(hint.transport === 'udp' ? broken : recut(broken, [size]), hint);
      return true;
    }),
    { numRuns: runs },
  );
}
