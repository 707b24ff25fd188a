import { createHash } from 'node:crypto';
import { renderReport, reportStyle } from '../render-report.ts';
import type { ReportDocument } from '../report-document.ts';

/** A report as bytes of one HTML page. */
export function writeHtml(report: ReportDocument): Uint8Array {
  const hash = createHash('sha256').update(reportStyle).digest('base64');
  return Buffer.from(renderReport(report, hash), 'utf8');
}
