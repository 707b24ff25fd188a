/** Request types of ICMP and the type that answers them, in both directions. */
const PAIRS4 = new Map([
  [8, 0],
  [0, 8],
  [13, 14],
  [14, 13],
  [15, 16],
  [16, 15],
  [10, 9],
  [9, 10],
  [17, 18],
  [18, 17],
]);

const PAIRS6 = new Map([
  [128, 129],
  [129, 128],
  [133, 134],
  [134, 133],
  [135, 136],
  [136, 135],
  [130, 131],
  [131, 130],
  [144, 145],
  [145, 144],
  [139, 140],
  [140, 139],
]);

const UNPAIRED = -1;

function table(pairs: Map<number, number>): Int16Array {
  return Int16Array.from({ length: 256 }, (_, type) => pairs.get(type) ?? UNPAIRED);
}

const ANSWERS4 = table(PAIRS4);
const ANSWERS6 = table(PAIRS6);

/**
 * The pair of numbers that stands in for ports where ICMP is keyed, as Zeek and Community ID do it: type and
 * answering type when the type has one, else type and code.
 * @returns the pair, first number in the upper half
 */
export function pairIcmpTypes(isVersion6: boolean, type: number, code: number): number {
  const answer = (isVersion6 ? ANSWERS6 : ANSWERS4)[type]!;
  return (type << 16) | (answer === UNPAIRED ? code : answer);
}

/** @returns whether messages of this type go one way only, with nothing to answer them */
export function isOneWay(isVersion6: boolean, type: number): boolean {
  return (isVersion6 ? ANSWERS6 : ANSWERS4)[type] === UNPAIRED;
}
