import { thin } from './thin-space.ts';

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A number of bytes split in figure and decimal unit, so that a cell can set them apart: `['1.4', 'MB']`. */
export function splitBytes(bytes: number): [figure: string, unit: string] {
  let value = bytes;
  let step = 0;
  while (value >= 999.5 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  const figure = step === 0 || value >= 99.95 ? String(Math.round(value)) : value.toFixed(1);
  return [figure, units[step] ?? 'B'];
}

/** A number of bytes in text, with a thin space before the unit: `1.4 MB`. */
export function formatBytes(bytes: number): string {
  return splitBytes(bytes).join(thin);
}
