import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { VmTrace } from '../resources/vm-trace.ts';
import { parseTable, readMaybeGzipped } from './read-table.ts';

/**
 * Reads traces in the form that OpenDC uses (NAME.trace.csv: id, timestamp, cpu_usage, …; gzipped or not), a VM each id.
 * @throws where a column is missing or nothing is found
 */
export async function readVmTraces(folder: string): Promise<VmTrace[]> {
  const found = new Map<string, { times: number[]; values: number[] }>();
  for (const file of (await readdir(folder)).toSorted()) {
    if (!/\.trace\.csv(\.gz)?$/.test(file)) continue;
    const { columns, rows } = parseTable(await readMaybeGzipped(join(folder, file)));
    const [id, time, usage] = ['id', 'timestamp', 'cpu_usage'].map((name) => columns.indexOf(name));
    if (id === undefined || time === undefined || usage === undefined || Math.min(id, time, usage) < 0) {
      throw new Error(`${file} lacks one of the columns id, timestamp and cpu_usage.`);
    }
    for (const row of rows) {
      const name = `${file.split('.')[0] ?? file} ${row[id] ?? ''}`;
      const trace = found.get(name) ?? { times: [], values: [] };
      found.set(name, trace);
      const at = row[time] ?? '';
      trace.times.push(/^\d+$/.test(at) ? Number(at) : Date.parse(at));
      trace.values.push(Number(row[usage]));
    }
  }
  if (found.size === 0) throw new Error(`${folder} holds no NAME.trace.csv.`);
  return [...found].map(([vm, { times, values }]) => ({ vm, times, values }));
}
