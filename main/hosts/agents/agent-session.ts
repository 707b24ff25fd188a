import type { AgentLinkState, AgentRecord } from '../../telemetry/agent-report.ts';
import { AgentCredit } from './agent-credit.ts';
import { type AgentAnswer, AgentRequests } from './agent-requests.ts';
import type { AgentSettings } from './agent-settings.ts';
import type { AgentTold } from './agent-told.ts';
import type { AgentVoice } from './agent-voice.ts';
import type { AgentClosing } from './agent-wire.ts';

/** Microseconds without a sign of life after which an agent is silent. */
const SILENT_AFTER = 5e6;
/** Microseconds between two welcomes: an agent that says HELLO again and again is not answered each time. */
const WELCOME_EVERY = 250_000;
/** Bytes of garbage without a sound message after which what comes is not the protocol. */
const GARBLED_AFTER = 8192;
const REMEMBERED = 16;
/**
 * Messages after which the agent is asked for a proof that it reads them, and from which on none is sent but a welcome
 * until it gives one: the channel bears only some more, see `AgentCarrier.proven`.
 */
const ASK_AFTER = 6;
const HOLD_AFTER = 12;

/** What a session is given. */
export interface AgentSessionParts {
  voice: AgentVoice;
  settings: AgentSettings;
  send(bytes: Uint8Array): void;
  /** The agent has read what was sent. */
  proven(): void;
  tell(records: AgentRecord[]): void;
}

/**
 * The console's side of the talk with one agent: welcomes it, grants it credit, notices when it falls silent, says what
 * nobody should, or is another. Knows neither bytes nor channels. Times are microseconds of the console's clock.
 */
export class AgentSession {
  readonly #parts: AgentSessionParts;
  readonly #credit = new AgentCredit();
  readonly #requests = new AgentRequests();
  #settings: AgentSettings;
  #isOpen = false;
  #how = '';
  #state: AgentLinkState | null = null;
  #detail = '';
  #lastStatus: number | null = null;
  #welcomed = Number.NEGATIVE_INFINITY;
  #isWelcomeDue = false;
  #isForeign = false;
  /** Messages since the agent last proved that it reads. */
  #unproven = 0;
  #isAsked = false;
  #garbage = 0;
  /** Start ids that were heard, the newest last. */
  #starts: string[] = [];

  constructor(parts: AgentSessionParts) {
    this.#parts = parts;
    this.#settings = parts.settings;
  }

  /** A channel is open. */
  opened(now: number, how: string): void {
    this.#isOpen = true;
    this.#how = how;
    this.#lastStatus = null;
    this.#isForeign = false;
    this.#garbage = 0;
    this.#unproven = 0;
    this.#isAsked = false;
    this.#welcome(now);
    this.#link('silent', `The channel is open (${how}); no agent has spoken yet.`);
  }

  /** A channel was closed, or could not be opened. */
  closed(why: AgentClosing, detail: string): void {
    this.#isOpen = false;
    this.#requests.fail('The channel to the agent was closed.');
    if (why === 'flooding') this.#link('flooding', detail);
    else if (why === 'failed') this.#link('closed', detail);
    else if (why === 'ended') this.#link('silent', detail);
  }

  /** The line was closed because the reader of its bytes died of them. */
  garbled(detail: string): void {
    this.#isOpen = false;
    this.#requests.fail('The channel to the agent was closed.');
    this.#link('garbled', detail);
  }

  /** The reader began anew: what was under way is lost. */
  readerRestarted(now: number): void {
    if (this.#isOpen) this.#welcome(now);
  }

  /** What came of the agent's bytes. */
  told(now: number, told: AgentTold): void {
    if (!this.#isOpen) return;
    const records: AgentRecord[] = [];
    for (const record of told.records) {
      if (record.kind === 'hello' && !this.#meet(record.hello.startId)) {
        // A HELLO of an agent that was followed by another: somebody plays what was said before.
        records.push({ kind: 'damage', lostFrames: 0, garbageBytes: 0, replayedFrames: 1 });
        continue;
      }
      if (record.kind === 'hello') this.#isWelcomeDue = true;
      if (record.kind === 'status') this.#lastStatus = now;
      records.push(record);
    }
    this.#judge(told, records);
    if (records.length > 0) this.#parts.tell(records);
    this.#credit.used(now, told.charged, told.credit);
    for (const answer of told.answers) {
      if (!this.#requests.take(answer)) continue;
      this.#unproven = 0;
      this.#isAsked = false;
      this.#parts.proven();
    }
    this.tick(now);
  }

  /** Time passes: several times a second. */
  tick(now: number): void {
    this.#requests.tick(now);
    if (!this.#isOpen) return;
    if (this.#isWelcomeDue && now - this.#welcomed >= WELCOME_EVERY) this.#welcome(now);
    if (this.#unproven < HOLD_AFTER) {
      const granted = this.#credit.grant(now);
      if (granted > 0) this.#send(this.#parts.voice.credit(granted));
    }
    if (this.#unproven >= ASK_AFTER && !this.#isAsked && this.#state === 'up') this.#askForProof(now);
    if (this.#state === 'up' && this.#lastStatus !== null && now - this.#lastStatus > SILENT_AFTER)
      this.#link('silent', 'The agent gave no sign of life for 5 s.');
  }

  /** Changes what the agent gives. */
  set(settings: AgentSettings): void {
    this.#settings = settings;
    if (this.#isOpen) this.#send(this.#parts.voice.settings(settings));
  }

  /** Asks the agent for something. Rejects with a sentence where it does not answer, or the line closes. */
  request(now: number, what: string, bytes: Uint8Array): Promise<AgentAnswer> {
    if (!this.#isOpen || this.#state !== 'up') return Promise.reject(new Error('No agent is there to answer.'));
    const { number, frame } = this.#parts.voice.request(what, bytes);
    this.#send(frame);
    return this.#requests.add(now, number);
  }

  /** What it asks does not matter: an agent answers what it does not know as well. */
  #askForProof(now: number): void {
    this.#isAsked = true;
    // An agent that does not answer is asked again; the channel is closed where none ever comes.
    this.request(now, 'ping', new Uint8Array()).catch(() => {
      this.#isAsked = false;
    });
  }

  #send(bytes: Uint8Array): void {
    this.#unproven += 1;
    this.#parts.send(bytes);
  }

  #welcome(now: number): void {
    this.#welcomed = now;
    this.#isWelcomeDue = false;
    this.#send(this.#parts.voice.welcome(this.#credit.begin(now), this.#settings));
  }

  /** @returns false where the start is one that was over */
  #meet(start: string): boolean {
    const known = this.#starts.indexOf(start);
    if (known >= 0) return known === this.#starts.length - 1;
    this.#starts.push(start);
    if (this.#starts.length > REMEMBERED) this.#starts.shift();
    if (this.#starts.length > 1) this.#requests.fail('The agent began anew.');
    return true;
  }

  /** How the line is, after what came. */
  #judge(told: AgentTold, records: readonly AgentRecord[]): void {
    const isSound = records.some(({ kind }) => kind !== 'damage');
    for (const record of records) if (record.kind === 'damage') this.#garbage += record.garbageBytes;
    if (isSound) {
      this.#garbage = 0;
      this.#isForeign = false;
    }
    if (told.foreign !== null && !isSound) {
      if (!this.#isForeign) this.#isWelcomeDue = true;
      this.#isForeign = true;
      this.#link(
        'incompatible',
        `The agent speaks version ${told.foreign} of the protocol, this console 1. Install the other.`,
      );
    } else if (this.#garbage >= GARBLED_AFTER) {
      this.#link('garbled', `${this.#garbage} bytes came that are no frame of the protocol.`);
    } else if (records.some(({ kind }) => kind === 'status' || kind === 'hello')) {
      this.#link('up', `The agent speaks over ${this.#how}.`);
    }
    if (records.some(({ kind }) => kind === 'bye')) this.#link('silent', 'The agent said that it ends.');
  }

  #link(state: AgentLinkState, detail: string): void {
    if (state === this.#state && (detail === this.#detail || state === 'garbled')) return;
    this.#state = state;
    this.#detail = detail;
    this.#parts.tell([{ kind: 'link', state, detail }]);
  }
}
