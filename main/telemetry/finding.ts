/** What a VM's twin is asked about: each is predicted, scored and calibrated apart. */
export type TwinChannel = 'syscalls' | 'processes' | 'flows' | 'resources' | 'agent';

/** An event that surprised, and what was expected instead. Texts are a guest's words. */
export interface SurprisingEvent {
  time: number;
  text: string;
  bits: number;
  expected: { text: string; probability: number }[];
  /** Nothing like it was ever learned in this place. */
  never: boolean;
}

/** A window in which a VM departed from its twin. */
export interface Finding {
  /** Stable over restarts and replays: of VM, channel and time. */
  id: string;
  uuid: string;
  channel: TwinChannel;
  from: number;
  to: number;
  /** Conformal p-value of the window among recent accepted ones. */
  pValue: number;
  /** Mean bits an event in the window. */
  bits: number;
  /** How much it weighs for the risk, 0 to 1: by severity of its events and how often it came. */
  score: number;
  title: string;
  /** One sentence with the figures. */
  why: string;
  /** ATT&CK ids, the most telling first; may be empty. */
  techniques: string[];
  /** Service and thread that departed. */
  service: string;
  thread: string;
}
