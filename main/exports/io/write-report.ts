import type { ReportDocument } from '../report-document.ts';
import { writeHtml } from './write-html.ts';
import { writePdf } from './write-pdf.ts';

/** Writes a report in the asked form. `fonts`: folder of the fonts of a PDF. */
export async function writeReport(
  report: ReportDocument,
  format: 'html' | 'pdf',
  parts: { fonts: string; now: () => number },
): Promise<Uint8Array> {
  return format === 'html' ? writeHtml(report) : writePdf(report, parts.fonts, parts.now());
}
