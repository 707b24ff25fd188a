const SECOND = 1e6;

/** Silence after which a packet starts a new flow, and after which a flow is told as over, in microseconds. */
export const IDLE = {
  /** Two beacons of one long connection may lie most of an hour apart. */
  tcp: 3600 * SECOND,
  /** A closed connection still takes its stragglers. */
  tcpClosed: 15 * SECOND,
  /** Nobody answered the SYN: its last retransmission comes within about two minutes. */
  tcpUnanswered: 130 * SECOND,
  /** Zeek's limit; a host that talks again later begins again. */
  udp: 60 * SECOND,
  other: 60 * SECOND,
  /** Hosts ask again for a neighbour every few minutes. */
  arp: 600 * SECOND,
} as const;

/** A SYN with another sequence number after this much silence is a new attempt, not a repeat. */
export const NEW_ATTEMPT_AFTER = 30 * SECOND;

/** Packets of a flow that may have come before its SYN because the capture is out of order. */
export const REORDERED_PACKETS = 8;

/** Open flows at most; beyond, the least recently heard are told as over. A power of two. */
export const MOST_FLOWS = 65_536;

/** Silence of the originator that starts a new pulse. */
export const PULSE_SILENCE = SECOND;

/** Intervals between pulses that are kept for the median. */
export const KEPT_PULSE_GAPS = 64;

/**
 * Times this much behind the clock, so many in a row, mean that the clock ran ahead: a bad timestamp, or a host that was
 * set back. As long as nobody notices, datagram flows are told in pieces.
 */
export const CLOCK_AHEAD = { time: 30 * SECOND, packets: 256 } as const;
