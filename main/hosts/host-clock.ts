/** The time a host lives by: the wall clock, or one that a test or a bench turns by hand. */
export interface HostClock {
  /** Microseconds since the epoch. */
  now(): number;
  /** Runs something every so many milliseconds until the answer is called. */
  every(milliseconds: number, run: () => void): () => void;
}

/** The clock of the machine. */
export const wallClock: HostClock = {
  now: () => Date.now() * 1000,
  every: (milliseconds, run) => {
    const timer = setInterval(run, milliseconds);
    return () => clearInterval(timer);
  },
};
