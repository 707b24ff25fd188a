/** A package of a guest that is known to be vulnerable in the version that is installed. */
export interface Weakness {
  /** CVE where there is one, else the owner's id. */
  id: string;
  /** Text of a feed. */
  title: string;
  /** Known to be exploited in the wild, and by ransomware. */
  exploited: boolean;
  ransomware: boolean;
  /** Package as the guest calls it, and its version: a guest's words. */
  package: string;
  installed: string;
  /** Version that is not vulnerable any more, '' where none is known. */
  fixed: string;
  /** Days since the epoch when it was published, 0 unknown. */
  day: number;
}

/** What is known to be vulnerable in a guest. */
export interface Weaknesses {
  /** The worst first; the first of them where there are many. */
  worst: Weakness[];
  total: number;
  exploited: number;
  /** Packages that were looked at. */
  packages: number;
  /** What the guest says it is. */
  distribution: string;
  /** Whether any feed tells of this distribution: nothing found says little where none does. */
  covered: boolean;
}
