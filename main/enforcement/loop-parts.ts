import type { HostRules } from '../policy/host-rules.ts';
import type { PolicyWorld } from '../policy/policy-world.ts';
import type { PlacedPolicy } from '../policy/resolve/candidate.ts';
import type { EnforcementStore } from '../store/enforcement-store.ts';
import type { AutomationBook } from './automation-book.ts';
import type { CompiledHost } from './compile-host.ts';
import type { HostPlace, Surroundings } from './host-place.ts';
import type { PolicyShelf } from './policy-shelf.ts';
import type { Restrained } from './withhold.ts';

/** What shall be in force on a host. */
export interface WantedHost {
  place: HostPlace;
  restrained: Restrained;
  compiled: CompiledHost;
  world: PolicyWorld;
}

/** An act of automation on a host that was carried out, or tried. */
export interface Act {
  wanted: WantedHost;
  before: HostRules | null;
  failure: string;
  /** Milliseconds: when it was in force, and how long loading it took. */
  at: number;
  took: number;
  endsAt: number | null;
}

/** What the loop needs. */
export interface LoopParts {
  surroundings: Surroundings;
  shelf: PolicyShelf;
  store: EnforcementStore;
  automation: AutomationBook;
  /** SHA-256, hex. */
  digest: (text: string) => string;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Why rules must not be loaded: ways they cut, invariants they break. */
  refuse: (wanted: readonly HostRules[], world: PolicyWorld, policies: readonly PlacedPolicy[]) => string[];
  onAct: (act: Act) => void;
  onReverted: (host: string, digest: string) => void;
  onDrift: (host: string, what: string, repaired: boolean) => void;
  onWants: (host: string, done: readonly string[], failed: readonly string[]) => void;
  onProblem: (problem: unknown) => void;
  onChange: () => void;
}
