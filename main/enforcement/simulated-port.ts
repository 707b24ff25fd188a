import type { HostRules, VmWants } from '../policy/host-rules.ts';
import type { Done, EnforcementPort, HostAbility, InForce, RuleText } from './enforcement-port.ts';
import type { SimulatedGate } from './simulated-gate.ts';

/** What a simulated host holds in the place of a kernel; it outlives its port, as a host outlives a console. */
interface Held {
  current: RuleText;
  old: RuleText;
  timer: ReturnType<typeof setTimeout> | null;
  revertsAt: number;
  reverted: string;
  later: { base: string; timer: ReturnType<typeof setTimeout> } | null;
}

const DONE: Done = { ok: true, value: undefined };
const NOTHING: RuleText = { text: '', digest: '' };

/** Changes a simulated host: what its rules deny vanishes from its traffic, and it goes back by itself as a real one does. */
export class SimulatedPort implements EnforcementPort {
  readonly host: string;
  readonly #gate: SimulatedGate;
  readonly #held: Held = { current: NOTHING, old: NOTHING, timer: null, revertsAt: 0, reverted: '', later: null };
  readonly #wants = new Map<string, VmWants>();

  constructor(host: string, gate: SimulatedGate) {
    this.host = host;
    this.#gate = gate;
  }

  ability(): Promise<Done<HostAbility>> {
    return Promise.resolve({
      ok: true,
      value: { rules: 'simulated', why: 'A simulated host: nothing real is changed.', resources: true, timer: true },
    });
  }

  read(): Promise<Done<InForce>> {
    const { current, timer, revertsAt, reverted } = this.#held;
    return Promise.resolve({
      ok: true,
      value: {
        text: current.text,
        digest: current.digest,
        revertsIn: timer === null ? null : Math.max(0, (revertsAt - Date.now()) / 1000),
        pending: timer === null ? '' : current.digest,
        reverted,
        asLoaded: true,
      },
    });
  }

  apply(rules: RuleText, revertAfter: number): Promise<Done<InForce>> {
    const held = this.#held;
    // Until it is confirmed, what stood before stays what there is to go back to.
    if (held.timer === null) held.old = held.current;
    else clearTimeout(held.timer);
    held.timer = null;
    if (held.later !== null && held.later.base !== rules.digest) {
      clearTimeout(held.later.timer);
      held.later = null;
    }
    held.reverted = '';
    this.#hold(rules);
    if (revertAfter > 0) {
      held.revertsAt = Date.now() + revertAfter;
      held.timer = setTimeout(() => {
        held.timer = null;
        held.reverted = held.current.digest;
        this.#hold(held.old);
      }, revertAfter);
      held.timer.unref?.();
    }
    return this.read();
  }

  later(base: string, rules: RuleText, after: number): Promise<Done> {
    const held = this.#held;
    if (held.later !== null) clearTimeout(held.later.timer);
    const timer = setTimeout(() => {
      held.later = null;
      if (held.current.digest === base && held.timer === null) this.#hold(rules);
    }, after);
    timer.unref?.();
    held.later = { base, timer };
    return Promise.resolve(DONE);
  }

  confirm(digest: string): Promise<Done> {
    const held = this.#held;
    if (held.current.digest !== digest)
      return Promise.resolve({ ok: false, code: 'stale', why: 'It is not in force any more: the host went back.' });
    if (held.timer !== null) clearTimeout(held.timer);
    held.timer = null;
    return Promise.resolve(DONE);
  }

  revert(): Promise<Done<InForce>> {
    const held = this.#held;
    if (held.timer === null)
      return Promise.resolve({ ok: false, code: 'nothing', why: 'Nothing waits for an answer here.' });
    clearTimeout(held.timer);
    held.timer = null;
    this.#hold(held.old);
    return this.read();
  }

  change(): Promise<Done> {
    return Promise.resolve({ ok: false, code: 'unsupported', why: 'A simulated host loads all of its rules.' });
  }

  bring(wants: VmWants): Promise<Done<VmWants>> {
    const before = this.#wants.get(wants.uuid) ?? { uuid: wants.uuid, origins: [] };
    this.#wants.set(wants.uuid, { ...before, ...wants });
    return Promise.resolve({
      ok: true,
      value: {
        uuid: wants.uuid,
        cpu: before.cpu ?? null,
        memory: before.memory ?? null,
        diskIops: before.diskIops ?? null,
        bandwidth: before.bandwidth ?? null,
        suspended: before.suspended ?? false,
        origins: [],
      },
    });
  }

  close(): Promise<void> {
    if (this.#held.timer !== null) clearTimeout(this.#held.timer);
    if (this.#held.later !== null) clearTimeout(this.#held.later.timer);
    return Promise.resolve();
  }

  #hold(rules: RuleText): void {
    this.#held.current = rules;
    this.#gate.set(this.host, rules.text === '' ? null : (JSON.parse(rules.text) as HostRules));
  }
}
