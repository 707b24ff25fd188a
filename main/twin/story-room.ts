/** Bytes that the departures of all twins of a session may take together, and what one has at least and at most. */
const ALL = 32 * 2 ** 20;
const LEAST = 8 * 1024;
const MOST = 96 * 1024;

/** The room for what twins keep of departures, shared among those of a session: of a few VMs more is kept than of each of thousands. */
export class StoryRoom {
  /** Twins that share it. */
  holders = 1;

  /** Bytes of one twin. */
  get each(): number {
    return Math.min(MOST, Math.max(LEAST, ALL / Math.max(1, this.holders)));
  }
}
