import type { VmWants } from '../policy/host-rules.ts';

/** What a host can carry out, found by asking it. */
export interface HostAbility {
  /** `inet` with connection tracking through br_netfilter, the bridge family without, nwfilter where only libvirt is reachable, or nothing. */
  rules: 'inet' | 'bridge' | 'nwfilter' | 'simulated' | 'none';
  /** Why no better: a sentence, '' where it is the best. */
  why: string;
  resources: boolean;
  /** Whether a timer of the host's own can take rules back. */
  timer: boolean;
}

/** A whole state of our table on a host: text that is loaded in one transaction, and its digest (SHA-256, hex). */
export interface RuleText {
  text: string;
  digest: string;
}

/** What is found in force on a host: our table listed in a form that compares, '' where it has none. */
export interface InForce {
  text: string;
  /** Digest that the host's command wrote beside what it loaded last; '' unknown. */
  digest: string;
  /** Seconds until the host takes the change back, null where none is pending. */
  revertsIn: number | null;
  /** Digest of what waits for an answer, and of what the host took back by itself last; '' none. */
  pending: string;
  reverted: string;
  /** Whether the kernel still lists what it listed right after loading: false is drift. */
  asLoaded: boolean;
}

/** A set of ours. */
export interface SetPlace {
  family: 'inet' | 'bridge' | 'netdev';
  set: string;
}

/** Outcome of a try; never thrown. */
export type Done<T = undefined> = { ok: true; value: T } | { ok: false; code: string; why: string };

/**
 * Changes one host. Three makers, one shape: a small command on a local host, the same over ssh, and a simulated host. Each call is bounded in
 * time and may fail at any point: the host holds the old or the new state, never a mixture.
 */
export interface EnforcementPort {
  readonly host: string;
  ability(signal: AbortSignal): Promise<Done<HostAbility>>;
  read(signal: AbortSignal): Promise<Done<InForce>>;
  /** Loads rules in one transaction; the host goes back by itself after `revertAfter` ms unless they are confirmed (0: no timer). */
  apply(rules: RuleText, revertAfter: number, signal: AbortSignal): Promise<Done<InForce>>;
  /** Has the host load `rules` by itself after `after` ms, if `base` is in force then: ends what has an end, console or not. Before `apply` of `base`. */
  later(base: string, rules: RuleText, after: number, signal: AbortSignal): Promise<Done>;
  confirm(digest: string, signal: AbortSignal): Promise<Done>;
  revert(signal: AbortSignal): Promise<Done<InForce>>;
  /** Adds and removes elements of one set of ours without loading the rest. */
  change(set: SetPlace, add: readonly string[], remove: readonly string[], signal: AbortSignal): Promise<Done>;
  /** Brings a VM to what is wanted of it; tells what it was before so that it can be undone. */
  bring(wants: VmWants, signal: AbortSignal): Promise<Done<VmWants>>;
  close(): Promise<void>;
}
