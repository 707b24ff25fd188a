import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonSplitter } from './json-splitter.ts';
import { createLineSplitter } from './line-splitter.ts';
import { parseJson } from './parse-json.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function splitLines(bytes: Uint8Array, cuts: readonly number[], most?: number): (string | number)[] {
  const found: (string | number)[] = [];
  const splitter = createLineSplitter(
    { line: (text) => found.push(text), tooLong: (number) => found.push(number) },
    most,
  );
  pushCut(bytes, cuts, splitter);
  return found;
}

function splitJson(bytes: Uint8Array, cuts: readonly number[] = [], most?: number): string[] {
  const found: string[] = [];
  const splitter = createJsonSplitter(
    {
      object: (text, line, exact) => found.push(`${line}${exact ? '!' : ''} ${text}`),
      bad: (reason, line) => found.push(`${line} ${reason}`),
    },
    most,
  );
  pushCut(bytes, cuts, splitter);
  return found;
}

function pushCut(
  bytes: Uint8Array,
  cuts: readonly number[],
  splitter: { push(bytes: Uint8Array): void; end(): void },
): void {
  let from = 0;
  for (const cut of [...cuts.map((at) => at % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    // Callers reuse their buffers: what is pushed must not be held.
    const chunk = bytes.slice(from, cut);
    splitter.push(chunk);
    chunk.fill(0x78);
    from = cut;
  }
  splitter.end();
}

const piece = fc.constantFrom(
  '{"a":1}',
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  '\n',
  '\r\n',
  ',',
  ' ',
  '{"b":"}{"}',
  '12345678901234567',
  'é',
  '\u{FEFF}',
  'x',
);
const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 6 });

function numberOrZero(value: unknown): number | bigint {
  return typeof value === 'number' || typeof value === 'bigint' ? value : 0;
}

describe('createLineSplitter', () => {
  it.each([
    ['a\nb\r\nc', ['a', 'b', 'c']],
    ['a\n\n', ['a', '']],
    ['', []],
    ['\u{FEFF}a\n\u{FEFF}b', ['a', '\u{FEFF}b']],
  ])('splits %j', (input, expected) => {
    expect(splitLines(encode(input), [])).toEqual(expected);
  });

  it('drops lines beyond the limit, tells their number, and goes on', () => {
    expect(splitLines(encode(`ok\n${'x'.repeat(20)}\nfine\n${'y'.repeat(11)}`), [5, 9, 13], 10)).toEqual([
      'ok',
      2,
      'fine',
      4,
    ]);
  });

  it('does not care where the chunks are cut', () => {
    fc.assert(
      fc.property(text, cuts, (input, at) => {
        expect(splitLines(encode(input), at, 30)).toEqual(splitLines(encode(input), [], 30));
      }),
    );
  });
});

describe('createJsonSplitter', () => {
  it.each<[string, string[]]>([
    ['{"a":1}\n{"b":2}\n', ['1 {"a":1}', '2 {"b":2}']],
    ['[{"a":1},\n {"b":[{}]}]', ['1 {"a":1}', '2 {"b":[{}]}']],
    ['{\n "a": {\n  "b": 1\n }\n}\n{"c":2}', ['1 {\n "a": {\n  "b": 1\n }\n}', '6 {"c":2}']],
    ['{"a":"}{\\"]"}', ['1 {"a":"}{\\"]"}']],
    ['{"a":12345678901234567}', ['1! {"a":12345678901234567}']],
    ['{"a":"12345678901234567","b":0.12345678901234567}', ['1 {"a":"12345678901234567","b":0.12345678901234567}']],
    ['junk\n{"a":1}', ['1 bad-line', '2 {"a":1}']],
    ['{"a":"cut\n{"b":2}', ['1 bad-line', '2 {"b":2}']],
    ['{"a":[1,\n{"b":2}', ['1 cut-record', '2 {"b":2}']],
    ['{"a":', ['1 cut-record']],
    [`{"a":${'['.repeat(70)}${']'.repeat(70)}}`, ['1 nested-too-deep']],
  ])('splits %j', (input, expected) => {
    expect(splitJson(encode(input))).toEqual(expected);
  });

  it('drops objects beyond the limit and goes on', () => {
    expect(splitJson(encode(`{"a":"${'x'.repeat(50)}"}{"b":1}`), [7, 20], 40)).toEqual([
      '1 line-too-long',
      '1 {"b":1}',
    ]);
  });

  it('does not care where the chunks are cut', () => {
    fc.assert(
      fc.property(text, cuts, (input, at) => {
        expect(splitJson(encode(input), at, 60)).toEqual(splitJson(encode(input), [], 60));
      }),
    );
  });

  it('finds every object of a stream of lines, whatever they hold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), { maxLength: 8 }),
        cuts,
        (records, at) => {
          const lines = records.map((record) => JSON.stringify(record));
          const found = splitJson(encode(lines.join('\n')), at).map((one) => one.replace(/^\d+!? /, ''));
          expect(found).toEqual(lines);
        },
      ),
    );
  });
});

describe('parseJson', () => {
  it('keeps integers beyond 2^53 exact, and only those as bigint', () => {
    expect(
      parseJson('{"a":1696255674450496178,"b":-9223372036854775808,"c":9007199254740991,"d":1.5,"e":1e300}', true),
    ).toEqual({
      a: 1_696_255_674_450_496_178n,
      b: -9_223_372_036_854_775_808n,
      c: 9_007_199_254_740_991,
      d: 1.5,
      e: 1e300,
    });
  });

  it('gives every integer back as it was written', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 100n), max: 2n ** 100n }),
        (value) => BigInt(numberOrZero(parseJson(`{"a":${value}}`, true)?.['a'])) === value,
      ),
    );
  });

  it('does not spend its time on numbers of a million digits', () => {
    const started = performance.now();
    expect(parseJson(`{"a":${'9'.repeat(1_000_000)}}`, true)).toBeDefined();
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it.each(['', 'null', '[]', '"x"', '{', '{"a":undefined}'])('gives nothing for %j', (input) => {
    expect(parseJson(input, false)).toBeUndefined();
  });

  it('takes a member called __proto__ for what it is', () => {
    const record = parseJson('{"__proto__":{"polluted":1}}', true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(record ?? {})).toEqual(['__proto__']);
  });
});
