import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import type { ReportBlock, ReportDocument } from '../report-document.ts';
import { visibleText } from '../visible-text.ts';

const margin = 48;
const ink = '#14191e';
const pale = '#46515c';
const line = '#bcc4cc';
const gap = 8;
/** Characters of one text, and of one cell: a page is not filled by one word. */
const mostOfText = 4000;
const mostOfCell = 1200;
/** A word that is longer is broken: where to break it is looked for letter by letter. */
const longWord = /\S{80}(?=\S)/g;

/** What the fonts have glyphs for. */
const drawable =
  /[ -~\u00a0-\u00ff\u0131\u0152\u0153\u2013\u2014\u2018-\u201a\u201c-\u201e\u2022\u2026\u2039\u203a\u20ac\u2122\u2191\u2193\u2212]/;

type Pdf = InstanceType<typeof PDFDocument>;

/** Text as it can be drawn: what is unseen, or has no glyph, is named; letters that look like others among them. */
function showInFont(text: string): string {
  const plain = visibleText(cutText(text, mostOfText)).replaceAll('\u2009', ' ').replaceAll('→', '->');
  const drawn = plain.replaceAll(/./gsu, (char) => (drawable.test(char) ? char : nameChar(char)));
  return drawn.replaceAll(longWord, '$& ');
}

function nameChar(char: string): string {
  return `<U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
}

function cutText(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)} … (${text.length - most} characters more)` : text;
}

/** Draws blocks down the pages of a report. */
class PdfWriter {
  readonly #pdf: Pdf;

  constructor(pdf: Pdf) {
    this.#pdf = pdf;
  }

  get #width(): number {
    return this.#pdf.page.width - 2 * margin;
  }

  get #bottom(): number {
    return this.#pdf.page.height - margin - 16;
  }

  text(text: string, font: string, size: number, colour = ink, after = 4): void {
    const shown = showInFont(text);
    this.#pdf.font(font).fontSize(size).fillColor(colour);
    this.#pdf.text(shown, margin, this.#pdf.y, { width: this.#width, lineGap: 1.5 });
    this.#pdf.y += after;
  }

  heading(title: string, detail: string): void {
    this.#pdf.y += 14;
    this.#room(60);
    this.text(detail === '' ? title : `${title}, ${detail}`, 'strong', 12, ink, 3);
    this.#rule();
    this.#pdf.y += 5;
  }

  block(block: ReportBlock): void {
    switch (block.kind) {
      case 'text':
        this.text(block.text, 'body', 9.5);
        break;
      case 'list':
        for (const item of block.items) this.text(`• ${item}`, 'body', 9.5, ink, 2);
        break;
      case 'facts':
        for (const { name, value } of block.rows)
          this.#row(
            [name, value],
            [
              { width: 22, font: 'body', colour: pale },
              { width: 78, font: 'body', colour: ink },
            ],
            9,
          );
        break;
      case 'table': {
        const columns = block.columns.map(({ width, mono }) => ({
          width,
          font: mono === true ? 'mono' : 'body',
          colour: ink,
        }));
        const titles = block.columns.map(({ title }) => title);
        const head = (): void => {
          const heads = columns.map(({ width }) => ({ width, font: 'strong', colour: pale }));
          this.#row(titles, heads, 8);
        };
        head();
        for (const row of block.rows) this.#row(row, columns, 8, head);
        break;
      }
    }
    this.#pdf.y += 4;
  }

  #row(
    cells: readonly string[],
    columns: readonly { width: number; font: string; colour: string }[],
    size: number,
    again?: () => void,
  ): void {
    const total = columns.reduce((sum, { width }) => sum + width, 0);
    const placed = columns.map(({ width, font, colour }, at) => ({
      text: showInFont(cutText(cells[at] ?? '', mostOfCell)),
      font,
      colour,
      width: (width / total) * this.#width - gap,
      left: margin + (columns.slice(0, at).reduce((sum, one) => sum + one.width, 0) / total) * this.#width,
    }));
    const heights = placed.map(({ text, font, width }) =>
      this.#pdf
        .font(font)
        .fontSize(size)
        .heightOfString(text === '' ? ' ' : text, { width, lineGap: 1 }),
    );
    const height = Math.min(Math.max(...heights) + 5, this.#bottom - margin);
    if (this.#pdf.y + height > this.#bottom) {
      this.#pdf.addPage();
      again?.();
    }
    const top = this.#pdf.y;
    this.#rule('#e6eaee');
    for (const { text, font, colour, width, left } of placed) {
      this.#pdf.font(font).fontSize(size).fillColor(colour);
      this.#pdf.text(text, left, top + 2.5, { width, lineGap: 1, height: height - 2, ellipsis: true });
    }
    this.#pdf.y = top + height;
  }

  #room(height: number): void {
    if (this.#pdf.y + height > this.#bottom) this.#pdf.addPage();
  }

  #rule(colour = line): void {
    const { y } = this.#pdf;
    this.#pdf
      .moveTo(margin, y)
      .lineTo(margin + this.#width, y)
      .lineWidth(0.5)
      .strokeColor(colour)
      .stroke();
  }
}

/**
 * A report as a PDF with its fonts inside.
 * @param fonts folder of the fonts @param at when it was made, milliseconds since epoch
 */
export function writePdf(report: ReportDocument, fonts: string, at: number): Promise<Uint8Array> {
  const face = (name: string): Buffer => readFileSync(join(fonts, `${name}.ttf`));
  const body = face('IBMPlexSans-Regular');
  // The types know a font of the first page by its name alone; its bytes keep the built-in ones out.
  const options: PDFKit.PDFDocumentOptions & { font: unknown } = {
    size: 'A4',
    margin,
    bufferPages: true,
    font: body as never,
    lang: 'en',
    displayTitle: true,
    info: { Title: visibleText(report.title), Creator: 'Mien', CreationDate: new Date(at) },
  };
  const pdf = new PDFDocument(options);
  pdf.registerFont('body', body);
  pdf.registerFont('strong', face('IBMPlexSans-SemiBold'));
  pdf.registerFont('mono', face('IBMPlexMono-Regular'));
  const done = new Promise<Uint8Array>((resolve, reject) => {
    const parts: Buffer[] = [];
    pdf.on('data', (part: Buffer) => parts.push(part));
    pdf.on('end', () => resolve(Buffer.concat(parts)));
    pdf.on('error', reject);
  });
  const writer = new PdfWriter(pdf);
  writer.text(report.title, 'strong', 17, ink, 2);
  writer.text(report.origin, 'body', 8.5, pale, 8);
  writer.text(report.summary, 'body', 10.5, ink, 2);
  for (const { title, detail, blocks } of report.sections) {
    writer.heading(title, detail);
    for (const block of blocks) writer.block(block);
  }
  writer.heading('Not in this report', '');
  writer.block({ kind: 'list', items: report.leftOut });
  numberPages(pdf, showInFont(report.title));
  pdf.end();
  return done;
}

function numberPages(pdf: Pdf, title: string): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let page = start; page < start + count; page++) {
    pdf.switchToPage(page);
    // A text below the margin would begin another page.
    pdf.page.margins.bottom = 0;
    pdf.font('body').fontSize(7.5).fillColor(pale);
    const y = pdf.page.height - margin + 8;
    pdf.text(title.slice(0, 90), margin, y, { lineBreak: false });
    pdf.text(`${page + 1} of ${count}`, margin, y, {
      width: pdf.page.width - 2 * margin,
      align: 'right',
      lineBreak: false,
    });
  }
}
