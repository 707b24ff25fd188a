import { thin } from '../../ui/thin-space.ts';

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes of memory with a binary unit, as VMs are sized: `128 MiB`, `1.5 GiB`. */
export function formatMemory(bytes: number): string {
  let value = bytes;
  let step = 0;
  while (value >= 1024 && step < units.length - 1) {
    value /= 1024;
    step += 1;
  }
  const figure = Number.isInteger(value) || value >= 100 ? String(Math.round(value)) : value.toFixed(1);
  return `${figure}${thin}${units[step] ?? 'B'}`;
}
