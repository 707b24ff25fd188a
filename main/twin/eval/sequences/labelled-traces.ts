/** Traces of a host's system calls, or of other events, by number. */
export interface LabelledTraces {
  /** Normal; all that may be learned from. */
  training: Uint16Array[];
  /** Normal, never learned. */
  normal: Uint16Array[];
  /** `run` tells apart how often an attack was carried out. */
  attacks: { family: string; run: number; calls: Uint16Array }[];
}
