import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { reportStyle } from '../render-report.ts';
import type { ReportDocument } from '../report-document.ts';
import { writeReport } from './write-report.ts';

const fonts = join(import.meta.dirname, '..', '..', '..', 'resources', 'fonts');
const parts = { fonts, now: () => Date.UTC(2026, 10, 27) };

const report = (rows: number, text = 'Beacon → 203.0.113.7, “quoted”'): ReportDocument => ({
  title: text,
  origin: 'INC-1',
  summary: text,
  sections: [
    {
      title: 'Steps',
      detail: `${rows}`,
      blocks: [
        { kind: 'text', text },
        { kind: 'list', items: [text] },
        { kind: 'facts', rows: [{ name: 'State', value: text }] },
        {
          kind: 'table',
          columns: [
            { title: 'When', width: 1, mono: true },
            { title: 'What', width: 3 },
          ],
          rows: Array.from({ length: rows }, (_, at) => [`${at}`, text]),
        },
      ],
    },
  ],
  leftOut: ['Packets.'],
});

/** The streams of a PDF, unpacked, as one text. */
function readPdf(bytes: Uint8Array): { text: string; pages: number; plain: string } {
  const raw = Buffer.from(bytes);
  const plain = raw.toString('latin1');
  const streams: string[] = [];
  for (let at = plain.indexOf('stream\n'); at >= 0; at = plain.indexOf('stream\n', at + 7)) {
    const end = plain.indexOf('endstream', at);
    try {
      streams.push(inflateSync(raw.subarray(at + 7, end)).toString('latin1'));
    } catch {
      // Not every stream is packed.
    }
  }
  return { text: streams.join('\n'), pages: (plain.match(/\/Type \/Page\b(?!s)/g) ?? []).length, plain };
}

describe('a report as a file', () => {
  it('is a page whose policy allows its own style', async () => {
    const page = Buffer.from(await writeReport(report(3), 'html', parts)).toString('utf8');
    expect(page).toContain(`style-src 'sha256-${createHash('sha256').update(reportStyle).digest('base64')}'`);
    expect(page).toContain(`<style>${reportStyle}</style>`);
  });

  it('is a PDF with its fonts inside, and no program, link or form', async () => {
    const { plain, pages } = readPdf(await writeReport(report(3), 'pdf', parts));
    expect(plain).toMatch(/^%PDF-1\.\d/);
    expect(pages).toBe(1);
    expect(plain.match(/\/FontName \/[A-Z]{6}\+IBMPlex(Sans|Mono)/g)).toHaveLength(3);
    expect(plain).not.toMatch(/Helvetica|\/JavaScript|\/JS\b|\/URI|\/Launch|\/AcroForm|\/OpenAction/);
  });

  it('breaks long tables over pages, each numbered', async () => {
    const { pages } = readPdf(await writeReport(report(400), 'pdf', parts));
    expect(pages).toBeGreaterThan(5);
    expect(pages).toBeLessThan(20);
  });

  it('outlives texts of any kind and length', async () => {
    const odd = [
      '',
      '\u202e\u0000\ud800',
      '日本語 😀 العربية',
      '(\\) %',
      'x'.repeat(50_000),
      'long words '.repeat(4000),
    ];
    for (const text of odd) {
      const { pages } = readPdf(await writeReport(report(2, text), 'pdf', parts));
      expect(pages).toBeLessThan(80);
      expect((await writeReport(report(2, text), 'html', parts)).length).toBeGreaterThan(1000);
    }
  });
});
