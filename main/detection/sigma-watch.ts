import type { BelievedRule, Intelligence } from '../intel/intelligence.ts';
import { EVENT_BUDGET, matchCondition, toAsked } from '../intel/sigma/match-rule.ts';
import { type SigmaEvent, sigmaOfDns, sigmaOfHostEvent } from '../intel/sigma/sigma-event.ts';
import type { SigmaRule } from '../intel/sigma/sigma-rule.ts';
import type { DnsRecord } from '../telemetry/flow.ts';
import type { HostEvent } from '../telemetry/host-event.ts';
import { sayCount } from './say.ts';
import type { AlertDraft } from './signal.ts';

/** Events and names that are kept for rules that come later, hosts whose matches are kept, matches and flows of one. */
const MOST_KEPT = 4000;
const MOST_HOSTS = 4096;
const MOST_MATCHES = 64;
const MOST_FLOWS = 200;

/** How sure a rule of a level is alone. */
const LEVELS: Readonly<Record<SigmaRule['level'], number>> = {
  informational: 0.05,
  low: 0.15,
  medium: 0.35,
  high: 0.55,
  critical: 0.7,
};
/** What a stream is about where a rule names no technique. */
const USUAL: Readonly<Record<SigmaRule['category'], string>> = {
  process_creation: 'T1059',
  network_connection: 'T1071',
  file_event: 'T1105',
  dns: 'T1071.004',
};

type Kept = { address: string; event: HostEvent } | { address: string; record: DnsRecord; flow: number };

interface Match {
  believed: BelievedRule;
  count: number;
  first: number;
  last: number;
  example: string;
  flows: Set<number>;
}

/**
 * Asks the rules of feeds about what hosts tell and what names are asked for. When other rules come, the last few thousand
 * events and names are asked about again.
 */
export class SigmaWatch {
  readonly #intelligence: () => Intelligence | null;
  #version = -1;
  #rules = new Map<string, BelievedRule[]>();
  /** Events and names apart: one does not push out the other. */
  readonly #events = new Recent();
  readonly #names = new Recent();
  readonly #matches = new Map<string, Map<string, Match>>();
  /** Grows with what was matched. */
  version = 0;

  /** @param intelligence that of now; it may be another at each call */
  constructor(intelligence: () => Intelligence | null = () => null) {
    this.#intelligence = intelligence;
  }

  takeEvent(address: string, event: HostEvent): void {
    if (event.kind !== 'process' && event.kind !== 'network' && event.kind !== 'file') return;
    this.#take(this.#events, { address, event });
  }

  /** @param flow number of the flow in which it was asked */
  takeName(address: string, record: DnsRecord, flow: number): void {
    this.#take(this.#names, { address, record, flow });
  }

  /** Takes the rules of now; where they are others, all that is kept is asked about again. */
  settle(): void {
    const intelligence = this.#intelligence();
    const version = intelligence?.version ?? 0;
    if (version === this.#version) return;
    this.#version = version;
    this.#rules = new Map();
    for (const believed of intelligence?.rules ?? []) {
      const { category } = believed.rule;
      const rules = this.#rules.get(category);
      if (rules === undefined) this.#rules.set(category, [believed]);
      else rules.push(believed);
    }
    if (this.#matches.size > 0) this.version++;
    this.#matches.clear();
    if (this.#rules.size === 0) return;
    for (const kept of [...this.#events.all, ...this.#names.all]) this.#ask(kept);
  }

  /** Drafts of what matched on a host of these addresses: one a rule. */
  assess(addresses: readonly string[]): AlertDraft[] {
    if (this.#matches.size === 0) return [];
    const matches = [...new Set(addresses)].flatMap((address) => [...(this.#matches.get(address)?.values() ?? [])]);
    return matches.map(({ believed, count, first, last, example, flows }) => {
      const { rule, feedName, weight } = believed;
      return {
        type: rule.category === 'dns' ? 'sigma-name' : 'sigma-event',
        key: rule.id,
        title: rule.title,
        why: `${sayCount(count, 'match', 'matches')} of a rule of ${feedName} (${rule.level}), first: ${example.slice(0, 160)}`,
        techniques: rule.techniques.length > 0 ? rule.techniques : [USUAL[rule.category]],
        score: LEVELS[rule.level] * weight,
        peers: [],
        firstSeen: first,
        lastSeen: last,
        flows: [...flows],
        flowCount: flows.size,
        filter: '',
        feeds: [feedName],
      };
    });
  }

  #take(recent: Recent, kept: Kept): void {
    recent.keep(kept);
    if (this.#rules.size > 0) this.#ask(kept);
  }

  #ask(kept: Kept): void {
    const event = 'event' in kept ? sigmaOfHostEvent(kept.event) : sigmaOfDns(kept.record);
    const rules = event === null ? undefined : this.#rules.get(event.category);
    if (event === null || rules === undefined) return;
    const asked = toAsked(event);
    const budget = { left: EVENT_BUDGET };
    for (const believed of rules) {
      const { product, condition } = believed.rule;
      if (product !== '' && event.product !== '' && product !== event.product) continue;
      if (matchCondition(condition, asked, budget)) this.#note(kept, event, believed);
    }
  }

  #note(kept: Kept, { time, example }: SigmaEvent, believed: BelievedRule): void {
    let matches = this.#matches.get(kept.address);
    if (matches === undefined) {
      if (this.#matches.size >= MOST_HOSTS) return;
      matches = new Map();
      this.#matches.set(kept.address, matches);
    }
    const key = `${believed.feedName} ${believed.rule.id}`;
    let match = matches.get(key);
    if (match === undefined) {
      if (matches.size >= MOST_MATCHES) return;
      match = { believed, count: 0, first: time, last: time, example, flows: new Set() };
      matches.set(key, match);
    }
    this.version++;
    match.count++;
    match.last = Math.max(match.last, time);
    if ('flow' in kept && match.flows.size < MOST_FLOWS) match.flows.add(kept.flow);
    if (time >= match.first) return;
    match.first = time;
    match.example = example;
  }
}

/** The last so many. */
class Recent {
  readonly all: Kept[] = [];
  #next = 0;

  keep(kept: Kept): void {
    this.all[this.#next] = kept;
    this.#next = (this.#next + 1) % MOST_KEPT;
  }
}
