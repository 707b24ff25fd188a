import type { ImportOptions, Importer } from './importer.ts';
import { createImportRemarks } from './import-remarks.ts';
import { createJoinTable } from './join-table.ts';
import { createJsonReader } from './json-reader.ts';
import { numberOf, textOf } from './json-fields.ts';
import type { JsonRecord, JsonValue } from './parse-json.ts';
import { epochSeconds, readCalendarTime, readEpochSeconds } from './read-time.ts';
import { isZeekKind, zeekKindOfColumns, zeekKindOfName, zeekLogOf } from './zeek-logs.ts';
import type { ZeekRow, ZeekRun } from './zeek-row.ts';

/** Reads Zeek logs as JSON, one kind a file or mixed; columns may be called `id.orig_h`, `id_orig_h`, or nest as `id: {orig_h}`. */
export function createZeekJsonImporter(options: ImportOptions): Importer {
  const remarks = createImportRemarks();
  const joins = options.joins ?? createJoinTable(options.nextFlowId, options.sink);
  const run: ZeekRun = { joins, sink: options.sink, exploitSigns: options.exploitSigns ?? (() => []) };
  const named = zeekKindOfName(options.fileName);
  const row = createJsonRow();

  return createJsonReader(remarks, {
    read(record, line) {
      row.setRecord(record);
      const kind = kindOf(row, named);
      const log = zeekLogOf(kind);
      if (log === undefined) {
        remarks.note('skipped-log', `Zeek's ${kind === '' ? 'unnamed' : kind} log is not used.`, line);
        return false;
      }
      const outcome = log(row, run);
      if (outcome === false)
        remarks.note('bad-line', `Lines of Zeek's ${kind} log without a valid time or addresses were skipped.`, line);
      if (outcome === 'repeated') {
        remarks.note(
          'repeated-flow',
          'Connections that another log of the session describes already were not counted twice.',
          line,
        );
      }
      return outcome === true;
    },
    finish() {
      if (options.joins === undefined) joins.finish();
    },
  });
}

function kindOf(row: JsonRow, named: string): string {
  const path = row.text('_path');
  if (path !== '') return path.slice(0, 64);
  if (isZeekKind(named)) return named;
  return zeekKindOfColumns((column) => row.has(column));
}

interface JsonRow extends ZeekRow {
  setRecord(record: JsonRecord): void;
  has(column: string): boolean;
}

function createJsonRow(): JsonRow {
  let record: JsonRecord = {};

  function cell(column: string): JsonValue | undefined {
    if (Object.hasOwn(record, column)) return record[column];
    const dot = column.indexOf('.');
    if (dot < 0) return undefined;
    const flat = column.replaceAll('.', '_');
    if (Object.hasOwn(record, flat)) return record[flat];
    const outer = column.slice(0, dot);
    const nested = Object.hasOwn(record, outer) ? record[outer] : undefined;
    if (typeof nested !== 'object' || nested === null || Array.isArray(nested)) return undefined;
    const inner = column.slice(dot + 1);
    return Object.hasOwn(nested, inner) ? nested[inner] : undefined;
  }

  return {
    setRecord(next) {
      record = next;
    },
    has: (column) => cell(column) !== undefined,
    text(column) {
      const text = textOf(cell(column));
      return text === '-' ? '' : text;
    },
    number: (column) => numberOf(cell(column)),
    time(column) {
      const value = cell(column);
      if (typeof value === 'number') return epochSeconds(value);
      const text = textOf(value);
      const seconds = readEpochSeconds(text);
      return Number.isNaN(seconds) ? readCalendarTime(text) : seconds;
    },
    flag(column) {
      const value = cell(column);
      if (typeof value === 'boolean') return value;
      return value === 'T' ? true : value === 'F' ? false : null;
    },
    list(column) {
      const value = cell(column);
      if (Array.isArray(value)) return value.slice(0, 256).map(textOf);
      const text = textOf(value);
      return text === '' || text === '-' ? [] : [text];
    },
  };
}
