import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { NabSeries } from '../nab/weigh-rows.ts';

const labelsSchema = z.record(z.string(), z.array(z.tuple([z.string(), z.string()])));

/** Upstream writes local time without a zone, with or without a fraction. */
function parseTime(text: string): number {
  return Date.parse(`${text.trim().slice(0, 19).replace(' ', 'T')}Z`);
}

function parseSeries(name: string, text: string, labels: readonly [string, string][]): NabSeries {
  const times: number[] = [];
  const values: number[] = [];
  for (const line of text.split('\n').slice(1)) {
    const [time, value] = line.split(',');
    if (time === undefined || value === undefined) continue;
    times.push(parseTime(time));
    values.push(Number(value));
  }
  const windows = labels.map(([from, to]) => ({
    first: times.indexOf(parseTime(from)),
    last: times.indexOf(parseTime(to)),
  }));
  if (windows.some(({ first, last }) => first < 0 || last < first))
    throw new Error(`${name}: a labelled window names a time that the series does not have`);
  return { name, times: Float64Array.from(times), values: Float64Array.from(values), windows };
}

/**
 * Reads a NAB folder (data/GROUP/SERIES.csv, plain or gzipped; labels/combined_windows.json), in order of names.
 * @throws where a file is missing, is not of the format, or a label names no row
 */
export async function readNab(folder: string): Promise<NabSeries[]> {
  const labels = labelsSchema.parse(
    JSON.parse(await readFile(join(folder, 'labels', 'combined_windows.json'), 'utf8')),
  );
  const series: NabSeries[] = [];
  const data = join(folder, 'data');
  for (const group of (await readdir(data, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!group.isDirectory()) continue;
    for (const file of (await readdir(join(data, group.name))).toSorted()) {
      if (!/\.csv(\.gz)?$/.test(file)) continue;
      const bytes = await readFile(join(data, group.name, file));
      const name = `${group.name}/${file.replace(/\.gz$/, '')}`;
      const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      series.push(parseSeries(name, text, labels[name] ?? []));
    }
  }
  return series;
}
