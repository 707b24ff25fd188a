import type { Alert, Answer, Contribution } from '../../shared/contract/subject.ts';
import type { Weaknesses } from '../intel/vulnerabilities/weakness.ts';
import type { Persona } from '../personas/persona.ts';
import type { Inheritance } from './inheritance.ts';
import type { Lowering } from './lower-risk.ts';

/** What is known and thought of one subject (a VM, or a local host of a capture) at a moment: who it is, its persona, and why. */
export interface SubjectAssessment extends Persona {
  /** Stable id: the address by which the subject is known (IPv4 before IPv6), e.g. `192.168.1.5`; a host name where no address is known. */
  id: string;
  /** Best name: DHCP, NetBIOS, mDNS or event host name, else the id. */
  name: string;
  addresses: string[];
  macs: string[];
  names: string[];
  /** Network it belongs to, as CIDR text, or ''. */
  network: string;
  verdict: 'benign' | 'suspicious' | 'malicious' | 'unknown';
  /** Base rate first, what comes over from others last; weights add up to `risk` within 0.005. */
  contributions: Contribution[];
  lowering: Lowering[];
  alerts: Alert[];
  /** Whose risk comes over, most first; absent where nobody's does. */
  inherited?: Inheritance[];
  flows: number;
  bytesOut: number;
  bytesIn: number;
  firstSeen: number;
  lastSeen: number;
  /** What of it is known to be vulnerable; absent where no agent told what is installed, or no feed what is vulnerable. */
  weaknesses?: Weaknesses;
}

/** All subjects, and which addresses are theirs. */
export interface Assessment {
  subjects: SubjectAssessment[];
  /** Networks taken as local, CIDR text. */
  localNetworks: string[];
}

/** What analysts said of alerts. */
export interface Answers {
  /** Changes with what was said, and with what came to its end. */
  version: string;
  /** What was said of an alert; undefined where nothing was. @param role what its host says the VM is for, or '' */
  of(alert: Alert, role: string): Answer | undefined;
}
