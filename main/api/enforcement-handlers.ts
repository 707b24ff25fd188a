import type { MienContract } from '../../shared/contract/contract.ts';
import type { enforcementContract } from '../../shared/contract/enforcement.ts';
import type { Handlers } from '../../shared/rpc/procedure.ts';
import type { Enforcer } from '../enforcement/enforcer.ts';
import type { ChangeSignal } from '../loop/change-signal.ts';
import type { WatchBook } from '../loop/watch-book.ts';
import type { EnforcementStore } from '../store/enforcement-store.ts';

/** Milliseconds between two looks of a follower. */
const PAUSE = 250;

/** What handlers of enforcement need. */
export interface EnforcementDoors {
  enforcer: Enforcer;
  store: EnforcementStore;
  book: WatchBook;
  changes: ChangeSignal;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Handlers of the enforcement group. */
export function createEnforcementHandlers({
  enforcer,
  store,
  book,
  changes,
  now,
}: EnforcementDoors): Pick<Handlers<MienContract>, keyof typeof enforcementContract> {
  return {
    'enforcement.get': () => enforcer.status(),
    'enforcement.changes': async function* (_input, signal) {
      for await (const _ of changes.follow(signal, PAUSE)) yield enforcer.status();
    },
    'host.enforce': async ({ id, permitted, prefix }) => {
      if (!permitted) await enforcer.withdraw(id);
      book.permitEnforcing(id, permitted, prefix);
      enforcer.wake();
      changes.notify();
      return {};
    },
    'policy.stage': ({ name, version, vms }) => {
      enforcer.stage(name, version, vms ?? null);
      return {};
    },
    'policy.plan': ({ name, version }) => enforcer.plan({ kind: 'policy', name, version }),
    'vm.plan-isolation': (input) => enforcer.plan({ kind: 'isolation', ...input }),
    'change.apply': ({ plan, reason }) => enforcer.apply(plan, reason),
    'change.keep': ({ id }) => enforcer.keep(id),
    'change.revert': ({ id, reason }) => enforcer.revert(id, reason),
    'change.list': () => ({ changes: [...enforcer.changes()] }),
    'automation.pause': ({ paused }) => {
      enforcer.pause(paused);
      return {};
    },
    'automation.answer': ({ id, accept, reason }) => {
      enforcer.answer(id, accept, reason);
      return {};
    },
    'audit.list': ({ before, limit, about }) => {
      const begun = performance.now();
      const { whole, brokenAt, total } = store.audit.check();
      return {
        entries: store.audit.list(limit, before, about),
        total,
        whole,
        brokenAt,
        checkedAt: now() * 1000,
        seconds: (performance.now() - begun) / 1000,
        capUsed: enforcer.capUsed(),
      };
    },
  };
}
