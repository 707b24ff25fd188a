import type { CaptureFormat } from './detect-format.ts';

const OTHERS = {
  pcap: true,
  pcapng: true,
  gzip: true,
  zip: true,
  mien: true,
  empty: true,
  unknown: true,
} as const satisfies Partial<Record<CaptureFormat, true>>;

/** Formats that an importer reads; the rest are captures, containers, or nothing we know. */
export type ImportFormat = Exclude<CaptureFormat, keyof typeof OTHERS>;

/** Whether a format is one that an importer reads. */
export function isImportFormat(format: CaptureFormat): format is ImportFormat {
  return !Object.hasOwn(OTHERS, format);
}
