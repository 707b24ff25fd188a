import type { Change } from '../../shared/contract/enforcement.ts';
import type { EnforcementStore } from '../store/enforcement-store.ts';

/** Changes, the newest first: what was applied, by whom, and what came of it. Kept over restarts. */
export class ChangeBook {
  readonly #store: EnforcementStore;
  readonly #changes: Change[];

  constructor(store: EnforcementStore) {
    this.#store = store;
    this.#changes = store.listChanges();
  }

  list(): readonly Change[] {
    return this.#changes;
  }

  find(id: string): Change | undefined {
    return this.#changes.find((change) => change.id === id);
  }

  /** The one that waits for an answer. */
  pending(): Change | null {
    return this.#changes.find(({ state }) => state === 'pending' || state === 'applying') ?? null;
  }

  put(change: Change): Change {
    const at = this.#changes.findIndex(({ id }) => id === change.id);
    if (at < 0) this.#changes.unshift(change);
    else this.#changes[at] = change;
    this.#changes.splice(500);
    this.#store.putChange(change);
    return change;
  }

  /** What an earlier console left unanswered was taken back by its hosts. */
  endInterrupted(): Change[] {
    return this.#changes
      .filter(({ state }) => state === 'pending' || state === 'applying')
      .map((change) =>
        this.put({
          ...change,
          state: 'reverted',
          deadline: null,
          hosts: change.hosts.map((host) => ({ ...host, state: 'reverted', revertsAt: null })),
        }),
      );
  }
}
