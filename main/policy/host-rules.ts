/** Addresses that rules speak of; large and changing ones are sets of their own so that one address may come or go alone. */
export interface AddressSet {
  /** `[a-z][a-z0-9_]{0,30}`, made by us: never a name of a guest. */
  id: string;
  /** Canonical CIDRs without overlap, sorted. */
  cidrs: readonly string[];
}

/** Which other ends a rule speaks of: any, or those in (or not in) a set. */
export type PeerMatch = { kind: 'any' } | { kind: 'set'; set: string; not: boolean };

/** From where a rule came: every policy and line that made it, with the persona and weight it came by. */
export interface RuleOrigin {
  policy: string;
  version: number;
  line: number;
  /** '' where no persona was asked for. */
  persona: string;
  /** Probability of that persona, or 1. */
  weight: number;
  /** What made it hold now, in words: `risk 0.83 > 0.5`. */
  because: string;
}

/** What becomes of a connection. Only `accept`, `drop`, `reject` and `redirect` end the search. */
export type RuleVerdict =
  | { type: 'accept' }
  | { type: 'drop' }
  | { type: 'reject' }
  | { type: 'redirect'; address: string; port: number | null }
  | { type: 'capture' }
  /** Bytes a second over which packets are dropped; below it the search goes on. */
  | { type: 'limit'; rate: number }
  /** Once so many bytes went by in `window` ms the rest is dropped; below it the search goes on. */
  | { type: 'quota'; bytes: number; window: number };

/**
 * One rule of one VM, in the words of packets. It speaks of connections by who opened them: `out` are those that the VM opens, `peer` the other
 * end, `ports` those of the side that was called. Answers belong to their connection and need no rule. Rules are asked for each packet of a
 * connection again, so that a rule that comes later cuts what runs.
 */
export interface ConcreteRule {
  /** Stable over recompilations as long as its origin is the same: `[a-z0-9_]{1,40}`. */
  id: string;
  direction: 'in' | 'out';
  peer: PeerMatch;
  /** IP protocol numbers; empty: any. Ports imply 6 and/or 17. */
  protocols: readonly number[];
  /** Empty: any. Sorted, without overlap. */
  ports: readonly { from: number; to: number }[];
  verdict: RuleVerdict;
  origins: readonly RuleOrigin[];
}

/** All rules of a VM: the first that ends the search decides, else `otherwise`. */
export interface VmRules {
  uuid: string;
  /** Devices on the host and MACs behind them. */
  taps: readonly string[];
  macs: readonly string[];
  addresses: readonly string[];
  rules: readonly ConcreteRule[];
  otherwise: { in: 'accept' | 'drop'; out: 'accept' | 'drop' };
}

/** Something wanted of a VM that is no packet rule. Absent fields are left as they are. */
export interface VmWants {
  uuid: string;
  /** Shares of one CPU; bytes; operations and bytes a second. Null: the VM's own again. */
  cpu?: number | null;
  memory?: number | null;
  diskIops?: number | null;
  bandwidth?: number | null;
  suspended?: boolean;
  terminated?: boolean;
  /** Asked for once, named by what asked. */
  snapshot?: string;
  attest?: boolean;
  notify?: string[];
  origins: readonly RuleOrigin[];
}

/** What is wanted of one host. */
export interface HostRules {
  host: string;
  vms: readonly VmRules[];
  sets: readonly AddressSet[];
  wants: readonly VmWants[];
}
