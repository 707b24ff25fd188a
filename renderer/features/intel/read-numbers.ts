function readNumber(text: string, least: number, most: number): number | null {
  const plain = text.trim();
  if (!/^\d{0,6}(?:\.\d{0,6})?$/u.test(plain) || !/\d/u.test(plain)) return null;
  const value = Number(plain);
  return value >= least && value <= most ? value : null;
}

/** A weight as it was written, 0 to 1; null where it is none. */
export function readWeight(text: string): number | null {
  return readNumber(text, 0, 1);
}

/** A half-life in days as it was written, 0.1 to 36,500; null where it is none. */
export function readDays(text: string): number | null {
  return readNumber(text, 0.1, 36_500);
}
