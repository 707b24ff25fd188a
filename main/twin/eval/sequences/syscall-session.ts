/** A recorded session of a service: what each of its threads called, in order. */
export interface SyscallSession {
  file: string;
  role: string;
  /** Kind of attack, '' for a normal session. */
  attack: string;
  /** When the attack began and ended, milliseconds since the session did; NaN for a normal session. */
  onset: number;
  end: number;
  threads: SyscallThread[];
}

/** One thread; its arrays run together. */
export interface SyscallThread {
  calls: Uint16Array;
  /** Milliseconds since the session began. */
  times: Float64Array;
  /** Whether the attacker's own processes did any of it. */
  ofAttacker: boolean;
}
