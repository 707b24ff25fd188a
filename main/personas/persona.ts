import type { z } from 'zod';
import type { PersonaShare, sensitivitySchema } from '../../shared/contract/subject.ts';
import type { PersonaTraits } from './persona-traits.ts';
import type { TrafficSummary } from './traffic-summary.ts';

/** What is done to keep a machine in its place. None are made yet; the record has room for them. */
export interface MitigationRule {
  id: string;
  text: string;
}

/** How a machine carries itself: the one record that says what it is, how it behaves and what follows from it. */
export interface Persona {
  /** Base network configuration: MACs, gateway, DNS and DHCP servers, VLANs. */
  networkFacts: { name: string; value: string }[];
  /** Traffic profile: what it asks of whom, offers to whom, how much, when. */
  profile: TrafficSummary;
  /** Behavioural signatures: JA4, SSH banners, user agents, most frequent first. */
  signatures: { kind: string; value: string; count: number }[];
  /** 0..1; null where too little was seen to say anything (shown as not scored). */
  risk: number | null;
  mitigationRules: readonly MitigationRule[];
  /** Role the behaviour suggests (`web`, `db`, `dns`, `workstation` …) and how sure, '' if none. */
  inferredRole: { role: string; probability: number };
  /** Role declared where the VM is defined, '' if none. */
  declaredRole: string;
  /** Only a person can know it; what is not declared where the VM is defined is undeclared. */
  sensitivity: z.infer<typeof sensitivitySchema>;
  traits: PersonaTraits;
  /** Labels sorted by probability; they sum to 1. */
  personas: PersonaShare[];
  /** Labels as they were learnt to be normal; null until there is a baseline. */
  baseline: PersonaShare[] | null;
  /** 0..1: how much of what a baseline needs has been seen, and how little was lost. */
  completeness: number;
  /** Why the baseline is incomplete, '' when complete. */
  incompleteReason: string;
}
