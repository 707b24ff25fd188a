import type { Alert, Contribution, PersonaShare } from '../../shared/contract/subject.ts';

/** What is known and thought of one subject (a VM, or a local host of a capture) at a moment. */
export interface SubjectAssessment {
  /** Stable id: the first address by which the subject was known, e.g. `192.168.1.5` (VLAN as `@vlan` suffix where one address lives in several). */
  id: string;
  /** Best name: DHCP/NetBIOS/mDNS/SMB host name, else the id. */
  name: string;
  addresses: string[];
  macs: string[];
  names: string[];
  /** Network it belongs to, as CIDR text, or ''. */
  network: string;
  /** 0..1; null where too little was seen to say anything (shown as not scored). */
  risk: number | null;
  verdict: 'benign' | 'suspicious' | 'malicious' | 'unknown';
  /** Sorted by probability; sums to 1. */
  personas: PersonaShare[];
  completeness: number;
  incompleteReason: string;
  /** Role the behaviour suggests (`web`, `db`, `dns`, `workstation` …) and how sure, '' if none. */
  inferredRole: { role: string; probability: number };
  /** Base rate first; weights add up to `risk` within 0.005. */
  contributions: Contribution[];
  lowering: { text: string; risk: number }[];
  alerts: Alert[];
  /** Base network configuration: gateway, DNS, DHCP, VLANs. */
  networkFacts: { name: string; value: string }[];
  signatures: { kind: string; value: string; count: number }[];
  flows: number;
  bytesOut: number;
  bytesIn: number;
  firstSeen: number;
  lastSeen: number;
}

/** All subjects, and which addresses are theirs. */
export interface Assessment {
  subjects: SubjectAssessment[];
  /** Networks taken as local, CIDR text. */
  localNetworks: string[];
}
