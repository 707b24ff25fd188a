import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { html } from './html-text.ts';
import { renderReport } from './render-report.ts';
import type { ReportDocument } from './report-document.ts';
import { visibleText } from './visible-text.ts';

const payloads = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><style>*{background:url(https://198.51.100.1/)}</style>',
  '</title><meta http-equiv=refresh content="0;url=https://198.51.100.1/">',
  'javascript:alert(1)',
  '&lt;b&gt; &#60;i&#62;',
  '{{constructor}} ${7*7}',
  '\u202egpj.exe',
];
const hostile = fc.oneof(fc.constantFrom(...payloads), fc.string({ unit: 'binary', maxLength: 40 }));

function reportOf(text: string): ReportDocument {
  return {
    title: text,
    origin: text,
    summary: text,
    sections: [
      {
        title: text,
        detail: text,
        blocks: [
          { kind: 'text', text },
          { kind: 'list', items: [text] },
          { kind: 'facts', rows: [{ name: text, value: text }] },
          { kind: 'table', columns: [{ title: text, width: 1, mono: true }], rows: [[text]] },
        ],
      },
    ],
    leftOut: [text],
  };
}

/** Tags and attributes of a page, in order, and its texts. */
function readPage(page: string): { tags: string[]; texts: string[] } {
  const tags: string[] = [];
  const texts: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => tags.push([name, ...Object.keys(attributes)].join(' ')));
  parser.on('text', (text) => texts.push(text));
  // Void elements are closed, so that the page can be read as XML: what stands in it is what counts.
  parser.write(page.replace('<!doctype html>', '').replaceAll(/<meta([^>]*)>/g, '<meta$1/>')).close();
  return { tags, texts };
}

describe('a report as a page', () => {
  const plain = readPage(renderReport(reportOf('plain'), 'HASH'));
  it('has the same tags and attributes whatever its texts say', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { tags, texts } = readPage(renderReport(reportOf(text), 'HASH'));
        expect(tags).toEqual(plain.tags);
        const shown = visibleText(text);
        if (shown.trim() !== '') expect(texts.filter((one) => one === shown).length).toBeGreaterThanOrEqual(9);
      }),
    );
  });
  it('lets nothing run and nothing be fetched', () => {
    const page = renderReport(reportOf('plain'), 'HASH');
    expect(page).toContain("default-src 'none'; style-src 'sha256-HASH'; base-uri 'none'; form-action 'none'");
    expect(plain.tags.filter((tag) => /^(script|img|link|iframe|a|form|object|embed)\b/.test(tag))).toEqual([]);
    expect(plain.tags.filter((tag) => /\b(style|src|href|on\w+)\b/.test(tag.replace(/^\w+/, '')))).toEqual([]);
  });
});

it('markup is only what html made', () => {
  expect(html`<b>${'<i>'}</b>`.text).toBe('<b>&lt;i&gt;</b>');
  expect(html`<b>${html`<i>${'&'}</i>`}</b>`.text).toBe('<b><i>&amp;</i></b>');
  expect(html`${['a', 'b'].map((item) => html`<li>${item}</li>`)}`.text).toBe('<li>a</li><li>b</li>');
  // What looks like markup but was not made here is a text, or refused.
  expect(() => html`${{ text: '<script>' } as never}`.text).toThrow();
});

it.each([
  ['a\u202eb', 'a<U+202E>b'],
  ['a\u0000b\u001b', 'a<U+0000>b<U+001B>'],
  ['a\r\n\tb', 'a b'],
  ['\ud800', '<U+D800>'],
  ['naïve 😀', 'naïve 😀'],
])('%j is seen as %j', (text, seen) => {
  expect(visibleText(text)).toBe(seen);
});
