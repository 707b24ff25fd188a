/** One use of a service on the way by which risk comes over: client first. */
export interface DependencyStep {
  from: string;
  fromName: string;
  to: string;
  toName: string;
  service: string;
  port: number;
}

/**
 * Risk that comes over from another VM: `inherited` from one whose services are used, `within-reach` of one that uses
 * services here and may be in somebody's hands.
 */
export interface Inheritance {
  kind: 'inherited' | 'within-reach';
  source: string;
  sourceName: string;
  /** What arrives of the source's own risk, 0 to 1. */
  share: number;
  /** Uses of services in a row, from the VM to the source, or from the source to the VM. */
  path: DependencyStep[];
  /** ATT&CK id of what it would take. */
  technique: string;
  /** When the last of these uses was first seen, microseconds: nothing came over before. */
  since: number;
}
