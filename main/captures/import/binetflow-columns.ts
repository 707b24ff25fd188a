import { splitCsvLine } from './csv-columns.ts';

/** Where the columns of an Argus export are; labels are not among them, so they are never read. */
export interface BinetflowColumns {
  separator: string;
  index: ReadonlyMap<string, number>;
}

const NEEDED = ['starttime', 'proto', 'srcaddr', 'dstaddr'];

/** Whether a line is the header of an Argus export. */
export function isBinetflowHeader(line: string): boolean {
  return readBinetflowHeader(line) !== null;
}

/** Reads the header line, separated by commas or tabs; null when it is none. */
export function readBinetflowHeader(line: string): BinetflowColumns | null {
  if (line.length > 4096) return null;
  const separator = line.includes('\t') ? '\t' : ',';
  const names = splitCsvLine(line, separator).map((name) => name.toLowerCase());
  if (!NEEDED.every((name) => names.includes(name))) return null;
  const index = new Map(
    names.map((name, at) => [name, at]).filter((entry): entry is [string, number] => !/label/.test(String(entry[0]))),
  );
  return { separator, index };
}
