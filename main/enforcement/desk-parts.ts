import type { EnforcementStore } from '../store/enforcement-store.ts';
import type { HostRules } from '../policy/host-rules.ts';
import type { PlacedPolicy } from '../policy/resolve/candidate.ts';
import type { PolicyWorld } from '../policy/policy-world.ts';
import type { AutomationBook } from './automation-book.ts';
import type { ChangeBook } from './change-book.ts';
import type { PolicyShelf } from './policy-shelf.ts';
import type { RuleLoop } from './rule-loop.ts';

/** What the desk needs. */
export interface DeskParts {
  loop: RuleLoop;
  book: ChangeBook;
  shelf: PolicyShelf;
  store: EnforcementStore;
  automation: AutomationBook;
  refuse: (wanted: readonly HostRules[], world: PolicyWorld, policies: readonly PlacedPolicy[]) => string[];
  nameOf: (uuid: string) => string;
  user: string;
  /** Milliseconds. */
  now: () => number;
  makeId: () => string;
  /** A change is about to be in force. @param before what was in force until then @param policies whose rules it brings */
  onBegun: (change: string, before: readonly HostRules[], policies: readonly string[]) => void;
  onChange: () => void;
}
