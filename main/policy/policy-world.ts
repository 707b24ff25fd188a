import type { AttestationVerdict, Comparison, Sensitivity } from '../../shared/policy/policy.ts';

/** A VM as policies see it. Names, roles and tags come from guests and their makers: they select, they are never written into rules. */
export interface PolicyVm {
  uuid: string;
  name: string;
  /** Id of its host. */
  host: string;
  interfaces: { mac: string; /** Device on the host, '' while it is off. */ tap: string; bridge: string }[];
  /** Canonical IPv4 and IPv6 text. */
  addresses: string[];
  role: string;
  sensitivity: Sensitivity | 'undeclared';
  tags: string[];
  personas: { label: string; probability: number }[];
  /** Null: not judged yet. */
  risk: number | null;
  anomaly: number | null;
  alerts: { type: string; technique: string }[];
  /** Least reputation of a peer that feeds know, null where none is known. */
  worstPeer: number | null;
  attestation: AttestationVerdict;
}

/** All that resolution rests on, at one time: the same world and policies give the same rules. */
export interface PolicyWorld {
  /** Microseconds since the epoch. */
  time: number;
  vms: PolicyVm[];
  /** CIDRs that are ours, and of these those from which hosts and consoles are managed. */
  inside: string[];
  management: string[];
  /** Per host, what must stay reachable whatever a policy says: addresses and ports of console, ssh, libvirt, DNS and DHCP. */
  protected: { host: string; cidr: string; port: number | null; transport: 'tcp' | 'udp' | 'any'; why: string }[];
  /** CIDRs whose reputation is so; what is unknown is in none. */
  reputation(comparison: Comparison): readonly string[];
  /** CIDRs that feeds tell of a category. */
  category(name: string): readonly string[];
  /** Addresses that a DNS name, or what is under `*.name`, was answered with. */
  named(name: string): readonly string[];
}
