import type { Comparison } from './policy.ts';

const SIZES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};
const BITS: Readonly<Record<string, number>> = { bit: 1 / 8, kbit: 125, Mbit: 125_000, Gbit: 125_000_000 };
const SPANS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  sec: 1000,
  min: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
};

/** Bytes of `50 MB`, `256 MiB`; null for anything else: a size needs its unit. */
export function readSize(text: string): number | null {
  return readUnit(text, SIZES);
}

/** Bytes a second of `10 Mbit/s`, `1 MB/s`; null for anything else. */
export function readRate(text: string): number | null {
  const each = /^(.*?)\s*\/\s*s$/.exec(text.trim());
  if (each?.[1] === undefined) return null;
  return readUnit(each[1], BITS) ?? readUnit(each[1], SIZES);
}

/** Milliseconds of `30 s`, `10 min`, `1 h`, `2 d`; null for anything else. */
export function readDuration(text: string): number | null {
  return readUnit(text, SPANS);
}

/** A comparison with a number: `< 0.3`, `>= 0.5`; null for anything else. */
export function readComparison(text: string): Comparison | null {
  const match = /^\s*(<=|>=|<|>)\s*(\d{1,6}(?:\.\d{1,9})?|\.\d{1,9})\s*$/.exec(text);
  if (match?.[1] === undefined) return null;
  return { op: match[1] as Comparison['op'], value: Number(match[2]) };
}

/** Whether a number is on the side that counts; nothing is known of null, and it is never. */
export function compares(value: number | null, { op, value: bound }: Comparison): boolean {
  if (value === null) return false;
  if (op === '<') return value < bound;
  if (op === '<=') return value <= bound;
  return op === '>' ? value > bound : value >= bound;
}

function readUnit(text: string, units: Readonly<Record<string, number>>): number | null {
  const match = /^\s*(\d{1,12}(?:\.\d{1,6})?)\s*([A-Za-z]{1,6})\s*$/.exec(text);
  const unit = match?.[2] ?? '';
  const scale = Object.hasOwn(units, unit) ? units[unit] : undefined;
  return match === null || scale === undefined ? null : Number(match[1]) * scale;
}
