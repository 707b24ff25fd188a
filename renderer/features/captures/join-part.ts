/** A part of a whole, both with units: a unit they share is said once, `1.9 of 3.1 M`. */
export function joinPart(part: string, whole: string): string {
  const unit = /\u2009\D+$/u.exec(whole)?.[0] ?? '';
  const same = unit !== '' && part.endsWith(unit);
  return `${same ? part.slice(0, -unit.length) : part} of ${whole}`;
}
