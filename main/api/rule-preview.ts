import type { FeedPreview } from '../../shared/contract/intel.ts';
import type { SubjectRow } from '../../shared/contract/subject.ts';
import { SigmaWatch } from '../detection/sigma-watch.ts';
import type { AlertDraft } from '../detection/signal.ts';
import type { Intelligence } from '../intel/intelligence.ts';
import type { HostEvent } from '../telemetry/host-event.ts';
import type { Observation } from '../telemetry/observation.ts';

/** Hosts that are told of one rule, and clients whose flows are remembered. */
const mostHosts = 5;
const mostFlows = 1_000_000;

/** Asks the rules of one feed about all that a session holds, before they are believed. */
export class RulePreview {
  readonly #watch: SigmaWatch | null;
  readonly #hosts = new Set<string>();
  readonly #clients = new Map<number, string>();

  /** @param feed id of the feed */
  constructor({ version, rules = [] }: Intelligence, feed: string) {
    const own = rules.filter((believed) => believed.feed === feed);
    this.#watch = own.length === 0 ? null : new SigmaWatch(() => ({ version, rules: own, ask: () => null }));
    this.#watch?.settle();
  }

  observe(observation: Observation): void {
    if (this.#watch === null) return;
    if (observation.kind === 'flow') {
      if (this.#clients.size < mostFlows) this.#clients.set(observation.flow.id, observation.flow.src);
    } else if (observation.kind === 'event') {
      const host = hostOf(observation.event);
      this.#hosts.add(host);
      this.#watch.takeEvent(host, observation.event);
    } else if (observation.kind === 'record' && observation.record.kind === 'dns') {
      this.#hosts.add('');
      this.#watch.takeName('', observation.record, observation.record.flow);
    }
  }

  /** @param owners subjects by their addresses */
  tell(owners: ReadonlyMap<string, SubjectRow>, most: number): Pick<FeedPreview, 'rules' | 'rulesMatched'> {
    const found = new Map<string, FeedPreview['rules'][number]>();
    for (const host of this.#hosts) {
      for (const draft of this.#watch?.assess([host]) ?? []) {
        const key = `${draft.type} ${draft.key}`;
        const { title, why, score, techniques } = draft;
        const row = found.get(key) ?? { title, why, score, technique: techniques[0] ?? '', hosts: [] };
        for (const name of this.#namesOf(host, draft, owners))
          if (row.hosts.length < mostHosts && !row.hosts.includes(name)) row.hosts.push(name);
        found.set(key, row);
      }
    }
    const rules = [...found.values()].sort((a, b) => b.score - a.score || (a.title < b.title ? -1 : 1));
    return { rules: rules.slice(0, most), rulesMatched: rules.length };
  }

  #namesOf(host: string, { flows }: AlertDraft, owners: ReadonlyMap<string, SubjectRow>): string[] {
    const nameOf = (address: string): string => owners.get(address)?.name ?? address;
    if (host !== '') return [nameOf(host)];
    return flows.flatMap((flow) => {
      const client = this.#clients.get(flow);
      return client === undefined ? [] : [nameOf(client)];
    });
  }
}

function hostOf({ addresses, connection, host }: HostEvent): string {
  return addresses[0] ?? (host || connection?.src || 'a host without a name');
}
