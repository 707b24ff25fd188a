import { D, ROW_DOUBLES, ROW_WORDS, W } from './flow-layout.ts';
import type { FlowRows } from './flow-rows.ts';

const DIRECTION_FIELDS = D.in - D.out;

/** Makes the responder of a flow its originator, with all that was counted. */
export function flipRow(rows: FlowRows, row: number): void {
  const { words, doubles } = rows;
  const at = row * ROW_WORDS;
  const base = row * ROW_DOUBLES;
  for (let word = 0; word < 4; word++) swap(words, at + W.source + word, at + W.target + word);
  swap(words, at + W.contextOut, at + W.contextIn);
  swap(words, at + W.initialOut, at + W.initialIn);
  swap(words, at + W.sourceMacHigh, at + W.targetMacHigh);
  swap(words, at + W.sourceMacLow, at + W.targetMacLow);
  swap(words, at + W.histogramOut, at + W.histogramIn);
  const ports = words[at + W.ports]!;
  words[at + W.ports] = (ports << 16) | (ports >>> 16);
  const flags = words[at + W.flags]!;
  words[at + W.flags] = ((flags & 0xff) << 8) | ((flags >> 8) & 0xff);
  // Endpoint states lie in two nibbles, the bits that tell whose SYN was seen above them.
  const status = words[at + W.status]!;
  const states = ((status & 15) << 4) | ((status >> 4) & 15);
  const syns = ((status & (1 << 9)) << 1) | ((status & (1 << 10)) >> 1);
  words[at + W.status] = (status & ~0x6ff) | states | syns;
  for (let field = 0; field < DIRECTION_FIELDS; field++) swap(doubles, base + D.out + field, base + D.in + field);
  swap(doubles, base + D.entropyOut, base + D.entropyIn);
}

function swap(values: Int32Array | Float64Array, first: number, second: number): void {
  const kept = values[first]!;
  values[first] = values[second]!;
  values[second] = kept;
}
