/** Which side of a threshold counts: `< 0.3`, `>= 0.5`. */
export interface Comparison {
  op: '<' | '<=' | '>' | '>=';
  value: number;
}

/** A label of a persona and the probability that it takes at least. */
export interface PersonaMatch {
  label: string;
  atLeast: number;
}

/** Sensitivities of VMs, the least first. */
export type Sensitivity = 'public' | 'internal' | 'confidential' | 'restricted';

/** What attestation says of a VM; silence is `unknown`. */
export type AttestationVerdict = 'trusted' | 'warning' | 'contraindicated' | 'unknown';

/** Which VMs: every field that is given must hold, any value of a list will do. No field: every VM. */
export interface VmSelector {
  /** Names or UUIDs; `*` stands for any characters of a name. */
  vm?: string[];
  host?: string[];
  role?: string[];
  sensitivity?: Sensitivity[];
  tag?: string[];
  persona?: PersonaMatch[];
}

/** When something holds for a VM: every field that is given must hold, any value of a list will do. */
export interface Condition {
  risk?: Comparison;
  /** Its greatest behavioural anomaly, 0 to 1. */
  anomaly?: Comparison;
  /** Types of alerts it has, e.g. `beacon`. */
  alert?: string[];
  /** ATT&CK techniques of its alerts, e.g. `T1071`; a technique stands for its sub-techniques. */
  technique?: string[];
  /** Least reputation of anything it spoke with that feeds know. */
  intelligence?: Comparison;
  attestation?: AttestationVerdict[];
  time?: TimeRule;
}

/** A weekly window of time; `from` after `to` goes over midnight. Minutes of the day in an IANA zone. */
export interface TimeRule {
  /** 0 is Monday. */
  days: number[];
  from: number;
  to: number;
  zone: string;
}

/** The other end of traffic: every field that is given must hold, any value of a list will do. No field: anybody. */
export interface PeerSelector extends VmSelector {
  /** Addresses and networks, as canonical CIDRs. */
  address?: string[];
  /** DNS names whose answers count; `*.example.org` stands for what is under it. */
  name?: string[];
  /** Reputation by the feeds, 0 bad to 1 good; what is unknown never matches `<`. */
  reputation?: Comparison;
  /** Categories that feeds tell, e.g. `c2`. */
  category?: string[];
  /** `outside`: any address that is on no network of ours; `inside`: the others; `management`: consoles, ssh and libvirt of hosts. */
  zone?: 'outside' | 'inside' | 'management';
}

/** Ports of the side that was called, and their transport. */
export interface PortMatch {
  from: number;
  to: number;
  transport: 'tcp' | 'udp' | 'any';
}

/** What becomes of traffic. */
export type RuleEffect =
  | { type: 'allow' }
  /** Dropped, running connections too; `reject` answers. */
  | { type: 'deny'; reject: boolean }
  /** Led to another address and port. */
  | { type: 'redirect'; address: string; port: number | null }
  /** Packets of it are kept as evidence, whatever else becomes of it. */
  | { type: 'capture' }
  /** At most so many bytes a second. */
  | { type: 'limit'; rate: number }
  /** Denied for the rest of `window` (ms) once `bytes` went out in it: a data-loss rule. */
  | { type: 'quota'; bytes: number; window: number };

/** One rule: the first that matches a connection's first packet decides about the connection. */
export interface PolicyRule {
  effect: RuleEffect;
  /** Seen from the VM: `out` are connections it opens. */
  direction: 'in' | 'out' | 'both';
  peer: PeerSelector;
  /** Empty: any. */
  ports: PortMatch[];
  /** Transports or ICMP without ports; empty: any. */
  protocols: ('tcp' | 'udp' | 'icmp' | 'sctp' | 'gre' | 'esp')[];
  /** Well-known services that `ports` were made of, as written: `https`. */
  services: string[];
  /** Null: always. */
  when: Condition | null;
  /** Line of the text it begins on, from 1. */
  line: number;
}

/** Something done to a VM while the policy holds for it. */
export type PolicyAct =
  /** No traffic but what management and forensics need. */
  | { type: 'isolate' }
  /** Nothing but names from the resolvers named, or those of its network. */
  | { type: 'dns-only'; resolvers: string[] }
  /** Limits of what it may use; null leaves as it is. Shares of one CPU, bytes, operations and bytes a second. Up or down. */
  | { type: 'resources'; cpu: number | null; memory: number | null; diskIops: number | null; bandwidth: number | null }
  | { type: 'suspend' }
  | { type: 'snapshot' }
  | { type: 'terminate' }
  | { type: 'attest' }
  | { type: 'notify'; message: string };

/** An act, when it is done, and where it stands. */
export interface PlacedAct {
  act: PolicyAct;
  when: Condition | null;
  line: number;
}

/** Where a policy stands among others: a higher tier decides before a lower one, whatever the priorities. */
export const TIERS = ['emergency', 'quarantine', 'segmentation', 'baseline'] as const;

/** What automation may do with a policy: count only, ask a person, or act by itself. */
export type Automation = 'observe' | 'suggest' | 'enforce';

/** A policy as it was written, checked and made regular: lists are lists, units are SI, names are lower-case keys. */
export interface Policy {
  /** A name of letters, digits and dashes. */
  name: string;
  description: string;
  tier: (typeof TIERS)[number];
  /** 0 to 1000; the higher decides first within a tier. */
  priority: number;
  applies: VmSelector;
  /** Null: always. */
  when: Condition | null;
  rules: PolicyRule[];
  acts: PlacedAct[];
  /** What becomes of connections that no rule of any policy decides; null leaves that to others. */
  otherwise: { in: 'allow' | 'deny' | null; out: 'allow' | 'deny' | null };
  /** Other policies by name that are added to this one's rules while a VM's risk is so high: stricter by steps. */
  stricter: { risk: Comparison; use: string[] }[];
  automation: Automation;
  /** Milliseconds after which what automation did ends by itself; null: with its reason. */
  lifetime: number | null;
  /** Milliseconds in which a person must confirm what was applied, else hosts go back. */
  revertAfter: number;
  invariants: Invariant[];
}

/** Something that must hold of the rules in force, whatever the policies: proven, not tried. */
export interface Invariant {
  kind: 'never' | 'always';
  from: PeerSelector;
  to: PeerSelector;
  /** Empty: any. */
  ports: PortMatch[];
  /** As written. */
  text: string;
  line: number;
}

/** Something that is to be said about a policy's text. Columns and lines from 1; `to` is past the end. */
export interface Finding {
  severity: 'error' | 'warning' | 'info';
  /** Stable: `syntax`, `unknown-key`, `shadowed`, `redundant`, `unreachable`, `too-broad`, `contradicts`, `cuts-management` … */
  code: string;
  message: string;
  line: number;
  column: number;
  toLine: number;
  toColumn: number;
  /** A text that would mend it in the place of what is marked; null where there is none. */
  fix: string | null;
}
