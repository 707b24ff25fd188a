import type { Session as SessionState } from '../../shared/contract/session.ts';
import type { SessionStore } from '../store/session-store.ts';
import { storageFault } from '../store/storage-fault.ts';

/** Milliseconds between two commits, and after which a store that failed is tried again. */
const commitEvery = 250;
const retryAfter = 3000;
/** Flows and events of a watch that are kept, the newest; the rest is removed every so many milliseconds. */
const keptFlows = 2_000_000;
const keptEvents = 500_000;
const pruneEvery = 60_000;

/** What a keeper of a store is given. */
export interface KeeperParts {
  store: SessionStore;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Whether what is told now could not be read again: then a fault of the disk is outlived. */
  isWatch: () => boolean;
  remark: (remark: SessionState['remarks'][number]) => void;
}

/**
 * Writes what a session is told to its store. A watch outlives a disk that is full or gone: it says so, judges on, and
 * writes again when that is mended; what came meanwhile is not kept. What is read from files can be read again: there the
 * problem ends it.
 */
export class StoreKeeper {
  readonly #parts: KeeperParts;
  #lastCommit = 0;
  #nextPruning = 0;
  #faulty = false;
  /** Milliseconds from which a store that failed is tried again. */
  #again = 0;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /** Writes something. */
  keep(write: (store: SessionStore) => void): void {
    this.#try(write);
  }

  /**
   * Commits where that is due.
   * @param every milliseconds since the last at least
   * @returns whether it was
   */
  commit(every = commitEvery): boolean {
    const now = this.#parts.now();
    if (now - this.#lastCommit <= every) return false;
    this.#lastCommit = now;
    const done = this.#try((store) => {
      store.commit();
      store.begin();
    });
    // Single writes may only have been gathered: that a commit went through shows that the disk works again.
    if (done && this.#faulty) {
      this.#faulty = false;
      this.#parts.remark({
        severity: 'info',
        code: 'store-resumed',
        text: 'The disk can be written again: what is watched is kept from here on.',
        file: '',
        count: 1,
      });
    }
    return true;
  }

  /**
   * Removes what a watch no longer keeps, where that is due.
   * @param machines VMs that are still known
   * @param hasFile whether the packets of a file are still there
   */
  prune(machines: () => string[], hasFile: (file: number) => boolean): void {
    const now = this.#parts.now();
    if (!this.#parts.isWatch() || now < this.#nextPruning) return;
    this.#nextPruning = now + pruneEvery;
    this.#try((store) => {
      store.keepNewest(keptFlows, keptEvents);
      store.keepMachines(machines());
      store.keepSegments(hasFile);
    });
  }

  #try(write: (store: SessionStore) => void): boolean {
    const { store, isWatch, now, remark } = this.#parts;
    if (now() < this.#again) return false;
    try {
      write(store);
      return true;
    } catch (problem) {
      const sentence = storageFault(problem);
      if (sentence === null || !isWatch()) throw problem;
      store.abandon();
      this.#again = now() + retryAfter;
      if (this.#faulty) return false;
      this.#faulty = true;
      remark({
        severity: 'error',
        code: 'store-fault',
        text: `${sentence} What is watched is judged but not kept until there is room again; it is tried every few seconds.`,
        file: '',
        count: 1,
      });
      return false;
    }
  }
}
