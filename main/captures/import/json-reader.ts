import type { Importer } from './importer.ts';
import type { ImportRemarks } from './import-remarks.ts';
import { createJsonSplitter } from './json-splitter.ts';
import { parseJson, type JsonRecord } from './parse-json.ts';

/** What to do with each JSON object of a file. */
export interface JsonRecordReader {
  /** Takes one object; false when it says nothing of use. `raw` is its text as it was, at most 1 MiB. */
  read(record: JsonRecord, line: number, raw: string): boolean;
  /** After the last object. */
  finish(): void;
}

const REASONS = {
  'bad-line': 'Lines that are not JSON were skipped.',
  'line-too-long': 'Records of more than 1 MiB were skipped.',
  'nested-too-deep': 'Records nested deeper than 64 levels were skipped.',
  'cut-record': 'Records that break off before their end were skipped.',
} as const;

/** An {@link Importer} over JSON objects: one a line, pretty-printed, or in an array; damage is counted and skipped. */
export function createJsonReader(remarks: ImportRemarks, reader: JsonRecordReader): Importer {
  let taken = 0;
  let skipped = 0;
  const splitter = createJsonSplitter({
    object(text, line, exact) {
      const record = parseJson(text, exact);
      if (record === undefined) {
        skipped += 1;
        remarks.note('bad-line', REASONS['bad-line'], line);
      } else if (reader.read(record, line, text)) taken += 1;
      else skipped += 1;
    },
    bad(reason, line) {
      skipped += 1;
      remarks.note(reason, REASONS[reason], line);
    },
  });
  return {
    push: (bytes) => splitter.push(bytes),
    end() {
      splitter.end();
      reader.finish();
      return { taken, skipped, remarks: remarks.list() };
    },
  };
}
