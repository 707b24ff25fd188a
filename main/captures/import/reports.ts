import { z } from 'zod';
import type { HostReport } from '../../hosts/host-report.ts';
import { hostReportSchema } from '../../hosts/host-report-schema.ts';
import { createImportRemarks } from './import-remarks.ts';
import type { Importer } from './importer.ts';
import { createLineSplitter } from './line-splitter.ts';

/** A poll or an inventory of a thousand VMs stands on one line. */
const MAX_REPORT_BYTES = 6 << 20;

/** What a host reported, as a recording keeps it. */
export const recordedReportSchema = z.object({
  mien: z.literal('report'),
  host: z.string().min(1).max(64),
  report: hostReportSchema,
});

/** Reads what hosts reported while a recording ran, one JSON object a line. */
export function createReportsImporter(sink: (host: string, report: HostReport) => void): Importer {
  const remarks = createImportRemarks();
  let taken = 0;
  let skipped = 0;
  const skip = (code: string, text: string, line: number): void => {
    skipped += 1;
    remarks.note(code, text, line);
  };
  const splitter = createLineSplitter(
    {
      line(text, number) {
        if (text === '') return;
        const found = readLine(text);
        if (found === null) return skip('bad-line', 'Lines that are no report of a host were skipped.', number);
        taken += 1;
        sink(found.host, found.report);
      },
      tooLong: (number) => skip('line-too-long', 'Reports of more than 6 MiB were skipped.', number),
    },
    MAX_REPORT_BYTES,
  );
  return {
    push: (bytes) => splitter.push(bytes),
    end: () => {
      splitter.end();
      return { taken, skipped, remarks: remarks.list() };
    },
  };
}

function readLine(text: string): { host: string; report: HostReport } | null {
  try {
    const parsed = recordedReportSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
