/** CPU of a VM over time, evenly sampled. */
export interface VmTrace {
  vm: string;
  /** Milliseconds since the Unix epoch. */
  times: number[];
  /** In one unit, whatever it is. */
  values: number[];
}
