import type { ImportOptions, Importer } from './importer.ts';
import { createImportRemarks } from './import-remarks.ts';
import { createJoinTable } from './join-table.ts';
import { createLineSplitter } from './line-splitter.ts';
import { readEpochSeconds } from './read-time.ts';
import { zeekKindOfName, zeekLogOf } from './zeek-logs.ts';
import type { ZeekLog, ZeekRow, ZeekRun } from './zeek-row.ts';
import { readCalendarTime } from './read-time.ts';

/** Columns of one log; more is no Zeek log. */
const MAX_COLUMNS = 512;

/** Reads a Zeek log in its own tab-separated form: the columns are those its `#fields` line names. */
export function createZeekTsvImporter(options: ImportOptions): Importer {
  const remarks = createImportRemarks();
  const joins = options.joins ?? createJoinTable(options.nextFlowId, options.sink);
  const run: ZeekRun = { joins, sink: options.sink, exploitSigns: options.exploitSigns ?? (() => []) };
  const row = createTsvRow();
  let kind = zeekKindOfName(options.fileName);
  let log: ZeekLog | undefined = zeekLogOf(kind);
  let hasFields = false;
  let taken = 0;
  let skipped = 0;

  function readHeader(text: string): void {
    const [name, ...values] = row.splitHeader(text);
    if (name === '#path' && values[0] !== undefined) {
      kind = values[0].slice(0, 64);
      log = zeekLogOf(kind);
    } else if (name === '#fields') {
      hasFields = true;
      row.setColumns(values.slice(0, MAX_COLUMNS));
    } else row.setOption(name ?? '', values[0] ?? '');
  }

  function readLine(text: string, number: number): void {
    if (text === '') return;
    const start = text.charCodeAt(0) === 9 ? text.trimStart() : text;
    if (start.startsWith('#')) {
      readHeader(start);
      return;
    }
    if (!hasFields) {
      skipped += 1;
      remarks.note(
        'no-header',
        'Lines before the #fields header say nothing about their columns; they were skipped.',
        number,
      );
      return;
    }
    if (log === undefined) {
      skipped += 1;
      remarks.note('skipped-log', `Zeek's ${kind === '' ? 'unnamed' : kind} log is not used.`, number);
      return;
    }
    row.setLine(text);
    const outcome = log(row, run);
    if (outcome === true) taken += 1;
    else skipped += 1;
    if (outcome === false)
      remarks.note('bad-line', `Lines of Zeek's ${kind} log without a valid time or addresses were skipped.`, number);
    if (outcome === 'repeated') {
      remarks.note(
        'repeated-flow',
        'Connections that another log of the session describes already were not counted twice.',
        number,
      );
    }
  }

  const lines = createLineSplitter({
    line: readLine,
    tooLong(number) {
      skipped += 1;
      remarks.note('line-too-long', 'Lines of more than 1 MiB were skipped.', number);
    },
  });

  return {
    push: (bytes) => lines.push(bytes),
    end() {
      lines.end();
      if (options.joins === undefined) joins.finish();
      return { taken, skipped, remarks: remarks.list() };
    },
  };
}

interface TsvRow extends ZeekRow {
  splitHeader(text: string): string[];
  setOption(name: string, value: string): void;
  setColumns(names: readonly string[]): void;
  setLine(text: string): void;
}

function createTsvRow(): TsvRow {
  let separator = '\t';
  let setSeparator = ',';
  let emptyField = '(empty)';
  let unsetField = '-';
  let index = new Map<string, number>();
  let cells: string[] = [];

  function cell(column: string): string {
    const at = index.get(column);
    const value = at === undefined ? undefined : cells[at];
    return value === undefined || value === unsetField || value === emptyField ? '' : value;
  }

  return {
    splitHeader: (text) => text.split(text.startsWith('#separator') ? ' ' : separator, MAX_COLUMNS + 1),
    setOption(name, value) {
      if (value === '') return;
      if (name === '#separator') separator = unescapeZeek(value).slice(0, 8);
      else if (name === '#set_separator') setSeparator = unescapeZeek(value).slice(0, 8);
      else if (name === '#empty_field') emptyField = value;
      else if (name === '#unset_field') unsetField = value;
    },
    setColumns(names) {
      index = new Map(names.map((name, at) => [name, at]));
    },
    setLine(text) {
      cells = text.split(separator, MAX_COLUMNS);
    },
    text: (column) => unescapeZeek(cell(column)).slice(0, 4096),
    number(column) {
      const text = cell(column);
      const value = text === '' || text.length > 40 ? 0 : Number(text);
      return Number.isFinite(value) ? value : 0;
    },
    time(column) {
      const text = cell(column);
      const seconds = readEpochSeconds(text);
      return Number.isNaN(seconds) ? readCalendarTime(text) : seconds;
    },
    flag(column) {
      const text = cell(column);
      return text === 'T' ? true : text === 'F' ? false : null;
    },
    list(column) {
      const text = cell(column);
      return text === '' ? [] : text.split(setSeparator, 256).map((member) => unescapeZeek(member).slice(0, 512));
    },
  };
}

/** Undoes Zeek's `\xHH`, which stands for separators and unprintable bytes. */
function unescapeZeek(text: string): string {
  if (!text.includes(String.raw`\x`)) return text;
  return text.replaceAll(/\\x([0-9a-fA-F]{2})/g, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
