/** One thing a VM did, as its twin sees it. All texts may hold a guest's words. */
export interface Happening {
  /** Microseconds since the epoch. */
  time: number;
  service: string;
  thread: string;
  /** What a sequence is made of: alike for alike things. */
  word: string;
  /** The same in words for a person, with its particulars. */
  text: string;
  /** What it counts as among the VM's habits (see {@link HabitBook}), '' where it is none. */
  habit: string;
  /** How much of the habit: times, or bytes. */
  amount: number;
  /** Peer that is known once this is learned (see {@link peerKey}), '' for none. */
  peer: string;
  /** How much it weighs where it was never learned, 0 to 1. */
  severity: number;
  /** ATT&CK id where it was never learned, '' for none. */
  technique: string;
  /** It is told of a VM whose twin still learns, too. */
  needsNoBaseline: boolean;
}
