import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHostileText } from './hostile-text.ts';

const draw = (text: string): string =>
  readHostileText(text)
    .runs.map((run) => run.text)
    .join('');

describe('hostile text', () => {
  it.each([
    ['nothing special', 'shop.example.com', 'shop.example.com'],
    ['control characters', 'a\u0000b\u001b[31m\n', 'a␀b␛[31m␊'],
    ['delete', 'x\u007f', 'x␡'],
    ['direction overrides', 'exe.\u202egpj', 'exe.<U+202E>gpj'],
    ['zero width', 'pay\u200bpal', 'pay<U+200B>pal'],
    ['odd spaces', 'a\u00a0b', 'a<U+00A0>b'],
    ['lone surrogates', 'a\ud800b', 'a<U+D800>b'],
    ['other scripts as they are', 'пример.рф', 'пример.рф'],
    ['markup as text', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ])('%s', (_name, text, drawn) => expect(draw(text)).toBe(drawn));

  it.each([
    ['p\u0430ypal', 'mixes Cyrillic and Latin letters'],
    ['пример', ''],
    ['server-сервер', ''],
    ['paypal', ''],
    ['\u03b1pple.com', 'mixes Greek and Latin letters'],
    ['ok.p\u0430y', 'mixes Cyrillic and Latin letters'],
  ])('%s: %s', (text, mixed) => expect(readHostileText(text).mixed).toBe(mixed));

  it('lets nothing through that does not show', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(draw(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
    );
  });
  it('numbers its runs by where they begin', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        let at = 0;
        for (const run of readHostileText(text).runs) {
          expect(run.at).toBe(at);
          at += run.text.length;
        }
      }),
    );
  });
  it('reads a megabyte in linear time', () => {
    const start = performance.now();
    readHostileText('\u202eа'.repeat(500_000));
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
