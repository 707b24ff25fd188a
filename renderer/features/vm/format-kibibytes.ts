import { thin } from '../../ui/thin-space.ts';

const units = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Memory as libvirt counts it, in KiB, with its binary unit: `128 MiB`, `1.5 GiB`. */
export function formatKibibytes(kibibytes: number): string {
  let value = kibibytes;
  let step = 0;
  while (value >= 1024 && step < units.length - 1) {
    value /= 1024;
    step += 1;
  }
  const figure = Number.isInteger(value) || value >= 100 ? String(Math.round(value)) : value.toFixed(1);
  return `${figure}${thin}${units[step] ?? 'KiB'}`;
}
