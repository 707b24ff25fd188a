/** Probes of a hung VM come after so many milliseconds, doubled up to the longest. They are cheap: the first holds it. */
const FIRST_PROBE = 1000;
const LONGEST_PROBE = 5000;

/** A VM whose process is suspected, or known, not to answer. */
interface Entry {
  silent: number;
  hung: boolean;
  /** When it is asked again, milliseconds. */
  due: number;
  wait: number;
}

/** What an answer or silence means for a VM. */
export type Verdict = 'hung' | 'well' | 'unchanged';

/**
 * Which VMs do not answer their hypervisor. One silence is enough where a question to several, the VM among them, was not
 * answered either; else it takes two, so that a slow moment accuses nobody.
 */
export class HungBook {
  private readonly entries = new Map<string, Entry>();

  /** VMs that hang. */
  get size(): number {
    let hung = 0;
    for (const entry of this.entries.values()) if (entry.hung) hung += 1;
    return hung;
  }

  hangs(uuid: string): boolean {
    return this.entries.get(uuid)?.hung ?? false;
  }

  /** Whether a VM is left out of common questions: it hangs or is suspected to. */
  isApart(uuid: string): boolean {
    return this.entries.has(uuid);
  }

  /** A VM did not answer. @param suspected whether it was among several that did not answer together */
  silent(uuid: string, suspected: boolean, now: number): Verdict {
    const entry = this.entries.get(uuid) ?? { silent: 0, hung: false, due: now, wait: FIRST_PROBE / 2 };
    this.entries.set(uuid, entry);
    entry.silent += 1;
    if (entry.hung || entry.silent >= 2 || suspected) {
      const fresh = !entry.hung;
      entry.hung = true;
      entry.wait = fresh ? FIRST_PROBE : Math.min(LONGEST_PROBE, entry.wait * 2);
      entry.due = now + entry.wait;
      return fresh ? 'hung' : 'unchanged';
    }
    entry.due = now;
    return 'unchanged';
  }

  /** A VM hung when it was last asked, over another connection. */
  assume(uuid: string, now: number): void {
    this.entries.set(uuid, { silent: 2, hung: true, due: now, wait: FIRST_PROBE });
  }

  /** A VM answered. */
  answered(uuid: string): Verdict {
    const entry = this.entries.get(uuid);
    this.entries.delete(uuid);
    return entry?.hung ? 'well' : 'unchanged';
  }

  /** A VM is no more, or off: there is nothing to ask. Answers whether it was told as hung. */
  forget(uuid: string): boolean {
    const hung = this.hangs(uuid);
    this.entries.delete(uuid);
    return hung;
  }

  /** VMs that hang or are suspected to. */
  all(): string[] {
    return [...this.entries.keys()];
  }

  /** VMs that are to be asked now. */
  due(now: number): string[] {
    return [...this.entries].filter(([, entry]) => entry.due <= now).map(([uuid]) => uuid);
  }
}
