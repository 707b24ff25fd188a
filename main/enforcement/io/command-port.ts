import type { VmWants } from '../../policy/host-rules.ts';
import type { Done, EnforcementPort, HostAbility, InForce, RuleText, SetPlace } from '../enforcement-port.ts';
import { type HostSaid, readAbility, readHostAnswer, readInForce } from '../host-answer.ts';
import { type CommandPlace, makeHostCommand } from './host-command.ts';
import { runBounded } from './run-bounded.ts';

/** Milliseconds that a command may take; loading many rules may take longer. */
const DEADLINE = 10_000;
const LOADING = 30_000;

/** Brings VMs of a host to what is wanted of them, by libvirt. */
export interface ResourceChanger {
  bring(wants: VmWants, signal: AbortSignal): Promise<Done<VmWants>>;
  close(): Promise<void>;
}

/** Changes the rules of a host with its small command, on this machine or over ssh; one command at a time. */
export class CommandPort implements EnforcementPort {
  readonly host: string;
  readonly #place: CommandPlace;
  readonly #resources: ResourceChanger | null;
  /** Commands queue up here: the next begins when the one before is over. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(host: string, place: CommandPlace, resources: ResourceChanger | null) {
    this.host = host;
    this.#place = place;
    this.#resources = resources;
  }

  async ability(signal: AbortSignal): Promise<Done<HostAbility>> {
    const said = await this.#ask(['ability'], '', DEADLINE, signal);
    return said.ok ? { ok: true, value: readAbility(said.value, this.#resources !== null) } : said;
  }

  async read(signal: AbortSignal): Promise<Done<InForce>> {
    const said = await this.#ask(['read'], '', DEADLINE, signal);
    return said.ok ? { ok: true, value: readInForce(said.value) } : said;
  }

  async apply({ text, digest }: RuleText, revertAfter: number, signal: AbortSignal): Promise<Done<InForce>> {
    const words = ['apply', digest, toSeconds(revertAfter)];
    const said = await this.#ask(words, sealed(text, digest), LOADING, signal);
    return said.ok ? { ok: true, value: readInForce(said.value) } : said;
  }

  async later(base: string, { text, digest }: RuleText, after: number, signal: AbortSignal): Promise<Done> {
    return done(await this.#ask(['later', base, toSeconds(after), digest], sealed(text, digest), LOADING, signal));
  }

  async confirm(digest: string, signal: AbortSignal): Promise<Done> {
    return done(await this.#ask(['confirm', digest], '', DEADLINE, signal));
  }

  async revert(signal: AbortSignal): Promise<Done<InForce>> {
    const said = await this.#ask(['revert'], '', LOADING, signal);
    return said.ok ? { ok: true, value: readInForce(said.value) } : said;
  }

  async change(place: SetPlace, add: readonly string[], remove: readonly string[], signal: AbortSignal): Promise<Done> {
    const lines = [...remove.map((cidr) => `-${cidr}\n`), ...add.map((cidr) => `+${cidr}\n`)].join('');
    return done(await this.#ask(['change', place.family, place.set], lines, DEADLINE, signal));
  }

  async bring(wants: VmWants, signal: AbortSignal): Promise<Done<VmWants>> {
    if (this.#resources === null) return { ok: false, code: 'unsupported', why: 'Resources cannot be changed here.' };
    return this.#resources.bring(wants, signal);
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#last, this.#resources?.close()]);
  }

  #ask(words: readonly string[], input: string, deadline: number, signal: AbortSignal): Promise<Done<HostSaid>> {
    const command = makeHostCommand(this.#place, words);
    if (!command.ok) return Promise.resolve(command);
    const run = async (): Promise<Done<HostSaid>> => {
      const said = await runBounded(command.value, input, deadline, signal);
      if (!said.ok) return said;
      const answer = readHostAnswer(said.value.text);
      if (!answer.ok || said.value.whole) return answer;
      return { ok: false, code: 'torn', why: 'The command of the host ended before it was done.' };
    };
    const next = this.#last.then(run, run);
    this.#last = next;
    return next;
  }
}

/** A text that a host can tell from a torn one. */
function sealed(text: string, digest: string): string {
  return `${text}# end ${digest}\n`;
}

/** Never earlier than it was meant. */
function toSeconds(milliseconds: number): string {
  return `${Math.ceil(milliseconds / 1000)}`;
}

function done(said: Done<HostSaid>): Done {
  return said.ok ? { ok: true, value: undefined } : said;
}
