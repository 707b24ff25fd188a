import type { AgentReport } from '../../telemetry/agent-report.ts';
import type { HostClock } from '../host-clock.ts';
import type { AgentDecoder, AgentDecoderSink } from './agent-decoder-port.ts';
import type { AgentAnswer } from './agent-requests.ts';
import { AgentSession } from './agent-session.ts';
import type { AgentSettings } from './agent-settings.ts';
import type { AgentVoice } from './agent-voice.ts';
import type { AgentCarrier, AgentClosing, AgentWire } from './agent-wire.ts';

/** Milliseconds between two looks at what is due. */
const tickEvery = 250;
/** Deaths of the reader within so many microseconds that one VM's bytes may cause. */
const mostDeaths = 2;
const deathsWithin = 600e6;
/** Milliseconds a line is closed then: doubled each time. */
const firstClosing = 60_000;
const longestClosing = 3_600_000;

/** What the lines to agents are made with. */
export interface AgentLinesParts {
  makeDecoder: (sink: AgentDecoderSink) => AgentDecoder;
  makeVoice: (uuid: string) => AgentVoice;
  carrier: AgentCarrier;
  clock: HostClock;
  settings: AgentSettings;
  tell: (report: AgentReport) => void;
}

interface Line {
  session: AgentSession;
  machine: string;
  isOpen: boolean;
  deaths: number[];
  closing: number;
}

/** The lines to the agents of all VMs: their bytes go to the reader unseen, and what it tells goes on as reports. */
export class AgentLines implements AgentWire {
  readonly #parts: AgentLinesParts;
  readonly #lines = new Map<string, Line>();
  readonly #decoder: AgentDecoder;
  readonly #stopClock: () => void;
  #settings: AgentSettings;

  constructor(parts: AgentLinesParts) {
    this.#parts = parts;
    this.#settings = parts.settings;
    this.#decoder = parts.makeDecoder({
      told: (uuid, told) => {
        const line = this.#lines.get(uuid);
        if (line === undefined) return;
        for (const record of told.records) if (record.kind === 'hello') line.machine = record.hello.machine;
        line.session.told(parts.clock.now(), told);
      },
      lost: (uuid, bytes) =>
        parts.tell({ uuid, records: [{ kind: 'damage', lostFrames: 0, garbageBytes: bytes, replayedFrames: 0 }] }),
      died: (culprit) => this.#takeDeath(culprit),
    });
    this.#stopClock = parts.clock.every(tickEvery, () => {
      const now = parts.clock.now();
      for (const { session } of this.#lines.values()) session.tick(now);
    });
  }

  opened(uuid: string, how: string): void {
    const line = this.#line(uuid);
    line.isOpen = true;
    this.#decoder.open(uuid, line.machine);
    line.session.opened(this.#parts.clock.now(), how);
  }

  bytes(uuid: string, chunk: Uint8Array): void {
    if (this.#lines.get(uuid)?.isOpen === true) this.#decoder.bytes(uuid, chunk);
  }

  closed(uuid: string, why: AgentClosing, detail: string): void {
    const line = this.#line(uuid);
    line.isOpen = false;
    this.#decoder.close(uuid);
    line.session.closed(why, detail);
  }

  /** Forgets a VM that is watched no more. */
  forget(uuid: string): void {
    if (!this.#lines.has(uuid)) return;
    this.#decoder.close(uuid);
    this.#lines.get(uuid)?.session.closed('dropped', '');
    this.#lines.delete(uuid);
  }

  /** Changes what all agents give. */
  set(settings: AgentSettings): void {
    this.#settings = settings;
    for (const { session } of this.#lines.values()) session.set(settings);
  }

  /** Asks a VM's agent for something. Rejects with a sentence where none answers. */
  request(uuid: string, what: string, bytes: Uint8Array): Promise<AgentAnswer> {
    const line = this.#lines.get(uuid);
    if (line === undefined) return Promise.reject(new Error('No agent is there to answer.'));
    return line.session.request(this.#parts.clock.now(), what, bytes);
  }

  /** Ends the reader; whoever waits for an answer is told so. */
  close(): void {
    this.#stopClock();
    this.#decoder.end();
    for (const { session } of this.#lines.values()) session.closed('dropped', '');
    this.#lines.clear();
  }

  #line(uuid: string): Line {
    const known = this.#lines.get(uuid);
    if (known !== undefined) return known;
    const { makeVoice, carrier, tell } = this.#parts;
    const session = new AgentSession({
      voice: makeVoice(uuid),
      settings: this.#settings,
      send: (bytes) => carrier.send(uuid, bytes),
      proven: () => carrier.proven(uuid),
      tell: (records) => tell({ uuid, records }),
    });
    const line: Line = { session, machine: '', isOpen: false, deaths: [], closing: firstClosing };
    this.#lines.set(uuid, line);
    return line;
  }

  #takeDeath(culprit: string | null): void {
    const now = this.#parts.clock.now();
    const line = culprit === null ? undefined : this.#lines.get(culprit);
    if (culprit !== null && line?.isOpen === true) {
      line.deaths = [...line.deaths, now].filter((time) => now - time < deathsWithin);
      if (line.deaths.length >= mostDeaths) {
        line.deaths = [];
        line.isOpen = false;
        this.#decoder.close(culprit);
        line.session.garbled('What this agent sends ended the reader twice: the line is closed for a while.');
        this.#parts.carrier.drop(culprit, 'its bytes ended the reader', line.closing);
        line.closing = Math.min(longestClosing, line.closing * 2);
      }
    }
    for (const { session, isOpen } of this.#lines.values()) if (isOpen) session.readerRestarted(now);
  }
}
