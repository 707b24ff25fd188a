import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabelledConnection } from '../connections/connection-point.ts';
import { readMaybeGzipped } from './read-table.ts';

/** Columns of a row: 41 features, label, difficulty. */
const COLUMNS = 43;

/** Reads KDDTrain+*.txt, gzipped or not, the first by name. @throws where none is there or a row is not of the format */
export async function readNslKdd(folder: string): Promise<LabelledConnection[]> {
  const file = (await readdir(folder)).toSorted().find((name) => /^KDDTrain\+.*\.txt(\.gz)?$/i.test(name));
  if (file === undefined) throw new Error(`${folder} holds no KDDTrain+.txt.`);
  const lines = (await readMaybeGzipped(join(folder, file))).split(/\r?\n/).filter((line) => line !== '');
  return lines.map((line, at) => {
    const cells = line.split(',');
    const [, protocol, service, flag] = cells;
    const numbers = [cells[0], ...cells.slice(4, 41)].map(Number);
    const [label] = cells.slice(41);
    if (cells.length !== COLUMNS || label === undefined || !numbers.every(Number.isFinite)) {
      throw new Error(`${file}, line ${at + 1}: not a row of NSL-KDD.`);
    }
    return { words: [protocol ?? '', service ?? '', flag ?? ''], numbers, label };
  });
}
