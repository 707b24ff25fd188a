const UNITS: readonly [number, string][] = [
  [86_400e6, 'd'],
  [3600e6, 'h'],
  [60e6, 'min'],
  [1e6, 's'],
];

/** A span of microseconds in words an analyst reads: `2.2 s`, `14 min`. */
export function saySpan(micros: number): string {
  for (const [size, unit] of UNITS) {
    if (micros >= size * (unit === 's' ? 1 : 2)) {
      const value = micros / size;
      return `${value < 10 ? value.toFixed(1) : Math.round(value).toString()} ${unit}`;
    }
  }
  return `${Math.round(micros / 1000)} ms`;
}

/** A count of bytes in words: `9.1 kB`. */
export function sayBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  for (const [size, unit] of [
    [1e9, 'GB'],
    [1e6, 'MB'],
    [1e3, 'kB'],
  ] as const) {
    if (bytes >= size) return `${(bytes / size).toFixed(bytes / size < 10 ? 1 : 0)} ${unit}`;
  }
  return `${bytes} B`;
}

/** `1 port`, `2 ports`, with thousands set off. */
export function sayCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : plural}`;
}

/** At most so many values, then how many more. */
export function sayList(values: readonly string[], most = 3): string {
  const head = values.slice(0, most).join(', ');
  return values.length > most ? `${head} and ${values.length - most} more` : head;
}

/** A share as whole percent. */
export function sayShare(share: number): string {
  return `${Math.round(share * 100)} %`;
}
