/** A VM, the outside, or a network by which VMs reach each other without anything in between. */
export interface AttackNode {
  id: string;
  name: string;
  kind: 'vm' | 'internet' | 'network';
  role: string;
  sensitivity: 'public' | 'internal' | 'confidential' | 'restricted' | 'undeclared';
  /** Weaknesses that are known of it, the worst first. */
  weaknesses: readonly { id: string; title: string; exploited: boolean }[];
}

/** A way from one to another that the rules in force allow. */
export interface AttackEdge {
  from: string;
  to: string;
  transport: string;
  port: number;
  /** Application protocol where it is known, ''. */
  service: string;
  /** `observed`: it was seen to be used; `reachable`: nothing forbids it. */
  basis: 'observed' | 'reachable';
}

/** How a service is misused, and how likely whoever can speak to it succeeds. */
export interface AttackVector {
  services: readonly string[];
  ports: readonly number[];
  /** ATT&CK id. */
  technique: string;
  /** Success of one who reaches it and knows nothing, 0 to 1. */
  bare: number;
  /** Success of one who holds a VM that is used to speak to it: its credentials lie there. */
  trusted: number;
  /** What it takes, as a sentence that ends with the service. */
  needs: string;
  trustedNeeds: string;
}

/** What weighs where nothing else is known. */
export interface AttackModel {
  vectors: readonly AttackVector[];
  /** For services that no vector names. */
  other: AttackVector;
  /** Success where the target has a weakness, and where it is known to be exploited in the wild. */
  weakness: number;
  exploited: number;
}

/** One step of a path. */
export interface AttackStep {
  from: string;
  to: string;
  edge: AttackEdge;
  technique: string;
  probability: number;
  needs: string;
}

/** A way from a start to a target, and how likely it is taken to its end. */
export interface AttackPath {
  start: string;
  target: string;
  steps: AttackStep[];
  probability: number;
}
