import type { JournalStep } from '../store/enforcement-store.ts';
import type { Done, EnforcementPort, HostAbility, InForce, RuleText } from './enforcement-port.ts';
import { FlapLimit } from './flap-limit.ts';
import { WantKeeper, type WantMemory } from './want-keeper.ts';

/** How a host's rules stand. */
export type KeeperState = 'none' | 'as-wanted' | 'drifted' | 'repairing' | 'unreachable' | 'unknown';

/** What a keeper needs. */
export interface KeeperParts {
  port: EnforcementPort;
  journal: WantMemory & { addStep(step: JournalStep): void };
  /** Milliseconds since the epoch. */
  now: () => number;
  /** The host took back by itself what was not confirmed. */
  onReverted: (digest: string) => void;
  /** Somebody else changed its rules, and whether they were put back. */
  onDrift: (what: string, repaired: boolean) => void;
}

const NOTHING: RuleText = { text: '', digest: '' };

/** Keeps one host's rules as they are wanted: loads, confirms, goes back, and looks whether they are still there. One thing at a time. */
export class HostKeeper {
  readonly host: string;
  readonly wants: WantKeeper;
  ability: HostAbility | null = null;
  state: KeeperState = 'unknown';
  why = '';
  /** Milliseconds. */
  checkedAt: number | null = null;
  /** What shall be in force, once that is known; and what it goes back to. */
  loaded: RuleText | null = null;
  confirmed: RuleText = NOTHING;
  /** What was found when the console began. */
  found: InForce | null = null;
  /** When the host goes back by itself, milliseconds. */
  revertsAt: number | null = null;
  readonly #parts: KeeperParts;
  readonly #closing = new AbortController();
  readonly #flaps = new FlapLimit();
  /** What the host loads by itself when something has had its end. */
  #later: RuleText | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.host = parts.port.host;
    this.wants = new WantKeeper(parts.port, parts.journal);
  }

  /** Finds out what the host can do and what is in force there. What an earlier console left unconfirmed is taken back. */
  begin(): Promise<boolean> {
    return this.#alone(async (signal) => {
      const { port } = this.#parts;
      const ability = await port.ability(signal);
      if (!ability.ok) return this.#lose(ability.why);
      this.ability = ability.value;
      if (ability.value.rules === 'none') return this.#lose(ability.value.why);
      let read = await port.read(signal);
      if (read.ok && read.value.pending !== '') {
        const { pending } = read.value;
        this.#note('reverting', pending);
        const reverted = await port.revert(signal);
        if (reverted.ok) this.#note('reverted', pending);
        // It may have gone back by itself meanwhile.
        read = reverted.ok ? reverted : await port.read(signal);
      }
      if (!read.ok) return this.#lose(read.why);
      this.found = read.value;
      this.checkedAt = this.#parts.now();
      this.state = read.value.digest === '' && read.value.text.trim() === '' ? 'none' : 'unknown';
      return true;
    });
  }

  /** Takes what was found as what shall be in force. */
  adopt(rules: RuleText): void {
    this.loaded = rules;
    this.confirmed = rules;
    this.state = rules.text === '' ? 'none' : 'as-wanted';
  }

  /** Loads rules. The host goes back after `revertAfter` ms unless they are confirmed (0: it does not). */
  load(rules: RuleText, revertAfter: number, end: { rules: RuleText; after: number } | null): Promise<Done<InForce>> {
    return this.#alone(async (signal) => {
      const { port, now } = this.#parts;
      this.#note('applying', rules.digest);
      if (end !== null) {
        const later = await port.later(rules.digest, end.rules, end.after, signal);
        if (!later.ok) return this.#fail(rules.digest, later);
      }
      const begun = now();
      const applied = await port.apply(rules, revertAfter, signal);
      if (!applied.ok) return this.#fail(rules.digest, applied);
      if (applied.value.digest !== rules.digest || !applied.value.asLoaded) {
        if (revertAfter > 0) await port.revert(signal);
        return this.#fail(rules.digest, {
          ok: false,
          code: 'read-back',
          why: 'What was read back is not what was loaded.',
        });
      }
      this.#later = end?.rules ?? null;
      this.loaded = rules;
      this.revertsAt = revertAfter === 0 ? null : begun + revertAfter;
      if (revertAfter === 0) this.confirmed = rules;
      this.#note('applied', rules.digest);
      this.checkedAt = this.#parts.now();
      this.state = rules.text === '' ? 'none' : 'as-wanted';
      this.why = '';
      return applied;
    });
  }

  confirm(): Promise<Done> {
    return this.#alone(async (signal) => {
      const rules = this.loaded ?? NOTHING;
      if (this.revertsAt === null) return { ok: true, value: undefined };
      const confirmed = await this.#parts.port.confirm(rules.digest, signal);
      if (!confirmed.ok) return this.#fail(rules.digest, confirmed);
      this.revertsAt = null;
      this.confirmed = rules;
      this.#note('confirmed', rules.digest);
      return confirmed;
    });
  }

  /** Goes back to what was confirmed last. */
  revert(): Promise<Done> {
    return this.#alone(async (signal) => {
      if (this.revertsAt === null) return { ok: true, value: undefined };
      const { digest } = this.loaded ?? NOTHING;
      this.#note('reverting', digest);
      const reverted = await this.#parts.port.revert(signal);
      // That nothing waits there any more means that it went back by itself.
      if (!reverted.ok && reverted.code !== 'nothing') return this.#fail(digest, reverted);
      this.#goneBack(digest);
      return { ok: true, value: undefined };
    });
  }

  /** Looks whether what shall be in force is; puts it back where somebody else changed it. */
  look(): Promise<void> {
    return this.#alone(async (signal) => {
      const { port, now } = this.#parts;
      const read = await port.read(signal);
      if (!read.ok) {
        this.#lose(read.why);
        return;
      }
      this.checkedAt = this.#parts.now();
      const { loaded } = this;
      if (loaded === null) {
        this.found = read.value;
        if (this.state === 'unreachable') this.state = 'unknown';
        return;
      }
      const { digest, asLoaded, pending } = read.value;
      if (this.revertsAt !== null && pending === '' && digest !== loaded.digest) {
        this.#goneBack(loaded.digest);
        this.#parts.onReverted(loaded.digest);
        return;
      }
      if (this.#later !== null && digest === this.#later.digest && asLoaded) {
        this.adopt(this.#later);
        this.#later = null;
        return;
      }
      const empty = loaded.text === '' && digest === '' && read.value.text.trim() === '';
      if ((digest === loaded.digest && asLoaded) || empty) {
        this.state = loaded.text === '' ? 'none' : 'as-wanted';
        this.why = '';
        return;
      }
      const what = read.value.text.trim() === '' ? 'Its rules were removed.' : 'Its rules were changed.';
      if (!this.#flaps.allows(now())) {
        if (this.state !== 'drifted') this.#parts.onDrift(what, false);
        this.state = 'drifted';
        this.why = `${what} They were put back three times in ten minutes: something else on the host keeps changing them.`;
        return;
      }
      this.state = 'repairing';
      const left = this.revertsAt === null ? 0 : Math.max(1000, this.revertsAt - now());
      const applied = await port.apply(loaded, left, signal);
      if (applied.ok && applied.value.asLoaded && applied.value.digest === loaded.digest) {
        this.state = loaded.text === '' ? 'none' : 'as-wanted';
        this.why = `${what} They were put back.`;
        this.checkedAt = this.#parts.now();
        this.#parts.onDrift(what, true);
      } else {
        this.state = 'drifted';
        this.why = applied.ok ? what : applied.why;
        this.#parts.onDrift(what, false);
      }
    });
  }

  /** Ends what is at work; rules stay as they are. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#last.catch(() => {});
    await this.#parts.port.close();
  }

  #goneBack(digest: string): void {
    this.loaded = this.confirmed;
    this.revertsAt = null;
    this.#note('reverted', digest);
    this.state = this.confirmed.text === '' ? 'none' : 'as-wanted';
  }

  #lose(why: string): false {
    this.state = 'unreachable';
    this.why = why;
    return false;
  }

  #fail<T>(digest: string, failure: { ok: false; code: string; why: string }): Done<T> {
    this.#note('failed', digest);
    if (failure.code === 'unreachable' || failure.code === 'late') this.#lose(failure.why);
    return failure;
  }

  #note(step: JournalStep['step'], digest: string): void {
    this.#parts.journal.addStep({ at: this.#parts.now() * 1000, host: this.host, step, digest });
  }

  #alone<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const run = (): Promise<T> => work(this.#closing.signal);
    const next = this.#last.then(run, run);
    this.#last = next;
    return next;
  }
}
