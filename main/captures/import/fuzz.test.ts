import { describe, expect, it } from 'vitest';
import { fuzzSeeds } from './fuzz-seeds.ts';
import { fuzzTargets } from './fuzz-targets.ts';
import type { ImportFormat } from './import-format.ts';
import { runImport } from './run-import.test-support.ts';

const RUNS = 5000;
/** No input may take longer; generous because the machine may be busy. */
const MAX_MILLISECONDS = 1000;

/** A small generator with a fixed seed, so that a failure can be repeated. */
function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

const WORDS = [
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  '\n',
  '\t',
  ',',
  '0',
  '-',
  '9223372036854775808',
  '1e999',
  '#fields',
  '(empty)',
  '\0',
  '\u{FEFF}',
  '::',
  "'",
  '=',
].map((text) => new TextEncoder().encode(text));

function mutate(seed: Uint8Array, random: (below: number) => number): Uint8Array {
  let bytes = Uint8Array.from(seed);
  for (let round = random(6); round >= 0; round -= 1) {
    if (bytes.length === 0) return bytes;
    const at = random(bytes.length);
    const length = 1 + random(Math.min(64, bytes.length - at));
    switch (random(6)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        bytes = bytes.slice(0, at);
        break;
      case 2:
        bytes = concat(bytes.subarray(0, at), bytes.subarray(at + length));
        break;
      case 3:
        bytes = concat(bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at));
        break;
      case 4:
        bytes = concat(bytes.subarray(0, at), WORDS[random(WORDS.length)] ?? bytes, bytes.subarray(at));
        break;
      default:
        bytes.copyWithin(random(bytes.length), at, at + length);
    }
  }
  return bytes;
}

function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

describe('fuzz targets', () => {
  it.each(fuzzTargets.map((target) => [target.name, target] as const))('%s takes damaged input', (_name, target) => {
    const random = createRandom(0x5eed);
    const seeds = target.seeds();
    expect(seeds.length).toBeGreaterThan(0);
    let slowest = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const input = mutate(seeds[run % seeds.length] ?? new Uint8Array(0), random);
      const started = performance.now();
      try {
        target.run(input);
      } catch (error) {
        throw new Error(`run ${run}: ${JSON.stringify(new TextDecoder().decode(input))}`, { cause: error });
      }
      slowest = Math.max(slowest, performance.now() - started);
    }
    expect(slowest).toBeLessThan(MAX_MILLISECONDS);
  });

  it.each(fuzzTargets.map((target) => [target.name, target] as const))(
    '%s takes time in proportion to its input',
    (_name, target) => {
      const nasty = ['{"a":', '[', '"', '\t', ',', 'a=', '0', '#fields\t', String.raw`\x4`, '-1'].map((text) =>
        new TextEncoder().encode(text.repeat(Math.ceil(400_000 / text.length))),
      );
      for (const input of [
        ...nasty,
        ...target
          .seeds()
          .map((seed) => concat(...Array.from({ length: Math.ceil(400_000 / seed.length) }, () => seed))),
      ]) {
        const started = performance.now();
        target.run(input);
        expect(performance.now() - started).toBeLessThan(MAX_MILLISECONDS);
      }
    },
  );
});

describe('importers', () => {
  const cases = Object.entries(fuzzSeeds).flatMap(([format, seeds]) =>
    seeds.map((seed, index) => [format as ImportFormat, index, seed] as const),
  );

  it.each(cases)('%s gives the same wherever its bytes are cut (seed %i)', (format, _index, content) => {
    const whole = runImport([{ name: 'x', format, content }]);
    expect(whole.observations.length + whole.reports.length).toBeGreaterThan(0);
    expect(whole.summaries[0]?.remarks.filter((remark) => remark.code === 'bad-line')).toEqual([]);
    for (const chunk of [1, 7, 64]) expect(runImport([{ name: 'x', format, content }], chunk)).toEqual(whole);
  });
});
