/**
 * Bits of a packet's mark that our rules tell one another something by. They stand in the highest byte; what others keep in the rest is left
 * as it is.
 */
export const marks = {
  /** The packet goes the way of its connection's first one, or answers; neither bit: it cannot be told. */
  original: 0x20000000,
  reply: 0x40000000,
  /** It is to be answered with a refusal where that is possible. */
  reject: 0x10000000,
  /** Whether it is asked about as an answer first, and as an opening then. */
  soft: 0x08000000,
  /** It passed where refusals are made already. */
  late: 0x04000000,
  /** Its connection is led elsewhere. */
  led: 0x02000000,
  /** An error message about a connection that there is. */
  related: 0x01000000,
  /** A member of the set that was asked about last. */
  member: 0x00800000,
} as const;
/** A bit of ours. */
export type Mark = keyof typeof marks;

const hex = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;

/** Match: the packet bears it. */
export function hasMark(mark: Mark): string {
  return `meta mark & ${hex(marks[mark])} == ${hex(marks[mark])}`;
}

/** Match: the packet does not bear it. */
export function lacksMark(mark: Mark): string {
  return `meta mark & ${hex(marks[mark])} != ${hex(marks[mark])}`;
}

/** Statement: from here on it bears it. */
export function setMark(mark: Mark): string {
  return `meta mark set meta mark | ${hex(marks[mark])}`;
}

/** Statement: from here on it does not. */
export function dropMark(mark: Mark): string {
  return `meta mark set meta mark & ${hex((0xffffffff ^ marks[mark]) >>> 0)}`;
}

/** Statement: its connection bears a mark that packets of it are told by. */
export const noteUnsure = `ct mark set ct mark | ${hex(marks.soft)}`;
/** Match: see {@link noteUnsure}. */
export const isUnsure = `ct mark & ${hex(marks.soft)} == ${hex(marks.soft)}`;
