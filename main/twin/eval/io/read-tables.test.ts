import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readNab } from './read-nab.ts';
import { readNslKdd } from './read-nsl-kdd.ts';
import { readVmTraces } from './read-vm-traces.ts';

const folder = mkdtempSync(join(tmpdir(), 'mien-tables-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('VM traces are read by their columns, a VM each id, whatever the form of the time', async () => {
  const place = join(folder, 'vms');
  mkdirSync(place);
  await expect(readVmTraces(place)).rejects.toThrow('holds no');
  writeFileSync(
    join(place, 'some.trace.csv'),
    'id,timestamp,cpu_usage\n7,1970-01-01T00:00:01.000Z,2.5\n8,1000,1\n7,2000,3\n',
  );
  expect(await readVmTraces(place)).toEqual([
    { vm: 'some 7', times: [1000, 2000], values: [2.5, 3] },
    { vm: 'some 8', times: [1000], values: [1] },
  ]);
  writeFileSync(join(place, 'other.trace.csv'), 'id,when\n7,1\n');
  await expect(readVmTraces(place)).rejects.toThrow('lacks one');
});

test('a row of NSL-KDD is 41 features, label and difficulty', async () => {
  const place = join(folder, 'kdd');
  mkdirSync(place);
  const features = ['5', 'tcp', 'http', 'SF', ...Array.from({ length: 37 }, (_, at) => String(at))];
  writeFileSync(join(place, 'KDDTrain+.txt'), `${features.join(',')},normal,20\r\n`);
  const [row] = await readNslKdd(place);
  expect(row).toMatchObject({ words: ['tcp', 'http', 'SF'], label: 'normal' });
  expect(row?.numbers).toEqual([5, ...Array.from({ length: 37 }, (_, at) => at)]);
  writeFileSync(join(place, 'KDDTrain+.txt'), '1,2,3\n');
  await expect(readNslKdd(place)).rejects.toThrow('line 1');
});

test('NAB’s windows become rows; a label that names no row is refused', async () => {
  const place = join(folder, 'nab');
  mkdirSync(join(place, 'labels'), { recursive: true });
  mkdirSync(join(place, 'data', 'group'), { recursive: true });
  const rows = Array.from({ length: 20 }, (_, at) => `2014-04-01 00:${String(at).padStart(2, '0')}:00,${at}`);
  writeFileSync(join(place, 'data', 'group', 'one.csv'), `timestamp,value\n${rows.join('\n')}\n`);
  const label = (to: string): string =>
    JSON.stringify({ 'group/one.csv': [['2014-04-01 00:05:00.000000', `2014-04-01 ${to}.000000`]] });
  writeFileSync(join(place, 'labels', 'combined_windows.json'), label('00:09:00'));
  const [series] = await readNab(place);
  expect(series?.windows).toEqual([{ first: 5, last: 9 }]);
  expect([...(series?.values.subarray(0, 3) ?? [])]).toEqual([0, 1, 2]);
  writeFileSync(join(place, 'labels', 'combined_windows.json'), label('03:09:00'));
  await expect(readNab(place)).rejects.toThrow('names a time');
});
