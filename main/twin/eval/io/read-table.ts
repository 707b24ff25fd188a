import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** A text file, gzipped or not. @throws where it cannot be read */
export async function readMaybeGzipped(path: string): Promise<string> {
  const bytes = await readFile(path);
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** Rows of a plain table without quotes, its first line being the names of its columns. */
export function parseTable(text: string, separator = ','): { columns: string[]; rows: string[][] } {
  const [head = '', ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  return {
    columns: head.split(separator).map((name) => name.trim()),
    rows: lines.map((line) => line.split(separator)),
  };
}
