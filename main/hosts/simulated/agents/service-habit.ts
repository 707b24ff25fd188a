import { callsOf } from './syscall-number.ts';

/** A few calls that a program always makes in this order: what it takes to serve a request, to flush a log. */
export interface Phrase {
  calls: readonly number[];
  /** How often it comes, against the others of its service. */
  weight: number;
}

/** What a service of a guest is used to do. */
export interface ServiceHabit {
  service: string;
  program: string;
  /** Names of its threads; each makes a stream of its own. */
  threads: readonly string[];
  /** One phrase follows another: the same again with this chance, else one by its weight. */
  phrases: readonly Phrase[];
  again: number;
  /** System calls a second of all threads when idle and at a full load. */
  idle: number;
  busy: number;
  /** User id it runs as. */
  uid: number;
  /** Files it opens, by class and path; writes it makes, bytes a second at a full load by class. */
  opens: readonly { pathClass: string; path: string }[];
  writes: readonly { pathClass: string; bytes: number }[];
  /** Programs it starts: so many an hour when idle, and more at a full load. */
  starts: readonly { program: string; argv: readonly string[]; idle: number; busy: number }[];
}

/** A phrase, its calls written as names with spaces between. */
export function phrase(weight: number, names: string): Phrase {
  return { weight, calls: callsOf(names) };
}
