import type { PlacedPolicy } from '../policy/resolve/candidate.ts';

/** A version whose effect on live traffic is only counted. */
export interface StagedPolicy extends PlacedPolicy {
  /** Microseconds. */
  since: number;
  /** UUIDs it is counted for; null: all it is for. */
  vms: readonly string[] | null;
}

/** Where policies are kept, as enforcement sees it. */
export interface PolicyShelf {
  /** A version (null: the newest); null where there is none or it has errors that keep it from being carried out. */
  find(name: string, version: number | null): PlacedPolicy | null;
  enforced(): PlacedPolicy[];
  staged(): StagedPolicy[];
  /** All by their names, for those that name others. */
  library(): ReadonlyMap<string, PlacedPolicy>;
  /** @param version null takes it out of force */
  setEnforced(name: string, version: number | null): void;
  setStaged(name: string, version: number | null, vms: readonly string[] | null): void;
}
