/** A packet of a labelled capture, as far as its features go. */
export interface LabelledPacket {
  udp: boolean;
  /** Bytes on the wire. */
  length: number;
  /** Which ends are inside, as a small number. */
  ends: number;
  /** TCP flags as bits: SYN, ACK, RST, FIN, PSH, URG. */
  flags: number;
  /** Seconds since the last packet, then the mean over the last 3, 5 and 10, and the deviation over 10. */
  gaps: [last: number, of3: number, of5: number, of10: number, deviation: number];
  commandAndControl: boolean;
}

/** Captures of one framework. */
export interface FrameworkPackets {
  framework: string;
  /** Ordinary traffic with the framework's within. */
  mixed: LabelledPacket[];
}
