/**
 * Where the fields of an open flow lie inside its row. A row is one stretch of memory, a whole number of cache
 * lines, so that a packet touches few: 32 words (signed 32-bit) first, the key in the first line, doubles behind.
 */
export const ROW_DOUBLES = 56;
export const ROW_WORDS = ROW_DOUBLES * 2;

/** Word fields. */
export const W = {
  /** Originator's address, four words; IPv4 uses the first. */
  source: 0,
  target: 4,
  /** Originator's port in the upper half. ICMP keeps its type pair here. */
  ports: 8,
  /** Protocol, and the address family in the upper half. */
  kind: 9,
  /** Surroundings (VLANs, tunnel) of each direction, -1 while unseen. */
  contextOut: 10,
  contextIn: 11,
  /** Next row in the hash chain, -1 at its end; rows not in use are chained here too. */
  next: 12,
  hash: 13,
  id: 14,
  /** TCP endpoint states: originator in bits 0-3, responder in 4-7; higher bits are `STATUS`. */
  status: 15,
  /** TCP flags seen: originator in bits 0-7, responder in 8-15. */
  flags: 16,
  /** Initial sequence numbers. */
  initialOut: 17,
  initialIn: 18,
  /** Link addresses: upper 16 and lower 32 bits. */
  sourceMacHigh: 19,
  sourceMacLow: 20,
  targetMacHigh: 21,
  targetMacLow: 22,
  /** ICMP type and code of the first packet, type in the upper byte. */
  icmp: 23,
  /** Byte histograms being filled: handle + 1, 0 for none. */
  histogramOut: 24,
  histogramIn: 25,
  /** Pulses so far. */
  pulses: 26,
  /** Data packets that were probed for an application protocol. */
  probes: 27,
} as const;

/** Bits of the status word above the endpoint states. */
export const STATUS = {
  inUse: 1 << 8,
  /** Originator's, responder's SYN was seen. */
  synOut: 1 << 9,
  synIn: 1 << 10,
  /** Nothing more is dissected. */
  settled: 1 << 11,
} as const;

/** Double fields of the flow. */
export const D = {
  start: 16,
  end: 17,
  firstPacket: 18,
  lastPacket: 19,
  /** First field of each direction's block of `DIRECTION`. */
  out: 20,
  in: 30,
  pulseStart: 40,
  pulseLastPayload: 41,
  pulseGapSum: 42,
  pulseGapSquares: 43,
  pulseBytes: 44,
  pulseSizeSum: 45,
  pulseSizeSquares: 46,
  /** Entropy once its bytes were seen, -1 before. */
  entropyOut: 47,
  entropyIn: 48,
  /** Packet number at which the flow was last told to the sink. */
  told: 49,
} as const;

/** Double fields of one direction, from `D.out` or `D.in`. */
export const DIRECTION = {
  packets: 0,
  bytes: 1,
  payload: 2,
  dataPackets: 3,
  sizeSquares: 4,
  last: 5,
  gapSum: 6,
  gapSquares: 7,
  gapMin: 8,
  gapMax: 9,
} as const;
