/**
 * Orders numbers written in decimal digits, however long; leading zeros do not count.
 * @returns below 0, 0 or above 0
 */
export function compareNumbers(left: string, right: string): number {
  const a = left.replace(/^0+/, '');
  const b = right.replace(/^0+/, '');
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
