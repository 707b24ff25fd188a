import { parsePolicy } from '../../shared/policy/parse-policy.ts';
import type { Finding, Policy } from '../../shared/policy/policy.ts';
import type { PolicyShelf, StagedPolicy } from '../enforcement/policy-shelf.ts';
import { ChangeSignal } from '../loop/change-signal.ts';
import type { KeptPolicy, PolicyStore, PolicyVersion } from '../store/policy-store.ts';
import type { PlacedPolicy } from './resolve/candidate.ts';

/** Texts that were read, so that none is read at each tick. */
const MOST_READ = 2000;

interface ReadPolicy {
  policy: Policy | null;
  findings: Finding[];
}

/** Policies that are kept: written here, read as they are asked for, staged and put into force by name and version. */
export class PolicyBook implements PolicyShelf {
  /** Something was written, staged or put into force. */
  readonly changes = new ChangeSignal();
  readonly #store: PolicyStore;
  readonly #now: () => number;
  readonly #read = new Map<string, ReadPolicy>();
  #revision = -1;
  #list: KeptPolicy[] | null = null;
  #library: ReadonlyMap<string, PlacedPolicy> | null = null;

  /** @param now milliseconds */
  constructor(store: PolicyStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  list(): readonly KeptPolicy[] {
    const revision = this.#store.revision();
    if (revision !== this.#revision) {
      this.#revision = revision;
      this.#list = null;
      this.#library = null;
    }
    this.#list ??= this.#store.list();
    return this.#list;
  }

  kept(name: string): KeptPolicy | null {
    return this.list().find((each) => each.name === name) ?? null;
  }

  versions(name: string): PolicyVersion[] {
    return this.#store.versions(name);
  }

  text(name: string, version: number): string | null {
    return this.#store.text(name, version);
  }

  /** A version as it was read, errors and all; null where there is none. */
  read(name: string, version: number): ReadPolicy | null {
    const key = `${name}@${version}`;
    const before = this.#read.get(key);
    if (before !== undefined) return before;
    const text = this.#store.text(name, version);
    if (text === null) return null;
    const { policy, findings } = parsePolicy(text);
    if (this.#read.size >= MOST_READ) this.#read.clear();
    const read = { policy, findings };
    this.#read.set(key, read);
    return read;
  }

  /** @returns the number of the version, or null where another came since `base` */
  save(name: string, base: number | null, text: string, by: string, reason: string): number | null {
    const version = this.#store.add(name, base, text, { at: this.#now() * 1000, by, reason });
    if (version !== null) this.#changed();
    return version;
  }

  remove(name: string): boolean {
    const removed = this.#store.remove(name, this.#now() * 1000);
    if (removed) this.#changed();
    return removed;
  }

  find(name: string, version: number | null): PlacedPolicy | null {
    const number = version ?? this.kept(name)?.version;
    const read = number === undefined ? null : this.read(name, number);
    if (number === undefined || read === null || read.policy === null) return null;
    // What is not understood in full is never carried out in part.
    return read.findings.some(({ severity }) => severity === 'error') ? null : { policy: read.policy, version: number };
  }

  enforced(): PlacedPolicy[] {
    return this.list().flatMap(({ name, enforced }) => (enforced === null ? [] : (this.find(name, enforced) ?? [])));
  }

  staged(): StagedPolicy[] {
    return this.list().flatMap(({ name, staged }) => {
      const found = staged === null ? null : this.find(name, staged.version);
      return found === null || staged === null ? [] : [{ ...found, since: staged.since, vms: staged.vms }];
    });
  }

  /** By each name the version in force, else the newest that can be carried out. */
  library(): ReadonlyMap<string, PlacedPolicy> {
    const list = this.list();
    this.#library ??= new Map(
      list.flatMap(({ name, enforced }) => {
        const found = this.find(name, enforced);
        return found === null ? [] : [[name, found] as const];
      }),
    );
    return this.#library;
  }

  setEnforced(name: string, version: number | null): void {
    this.#store.setEnforced(name, version);
    this.#changed();
  }

  setStaged(name: string, version: number | null, vms: readonly string[] | null): void {
    this.#store.setStaged(name, version, this.#now() * 1000, vms);
    this.#changed();
  }

  #changed(): void {
    this.#list = null;
    this.#library = null;
    this.changes.notify();
  }
}
