import type { Asked, Intelligence, Opinion } from '../../intel/intelligence.ts';
import { askedOfFlow, askedOfRecord } from '../../intel/observe-peers.ts';
import type { Flow, L7Record } from '../../telemetry/flow.ts';
import { BoundedMap } from '../bounded-map.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { clampScore } from '../grade.ts';
import { sayCount } from '../say.ts';
import type { AlertDraft, Ends, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

/** Things of one host that are asked about: who scans the Internet is told by other signals. */
const MOST = 2048;
/** Flows that are named of each: most are listed nowhere, and the filter leads to all. */
const MOST_FLOWS = 16;
/** What calls in from outside calls on everybody: it says less of the host than whom the host calls. */
const INBOUND = 0.4;
const LEAST_SCORE = 0.05;

interface Seen {
  asked: Asked;
  side: Side;
  /** Address it was spoken of with. */
  peer: string;
  flows: FlowList;
  /** Answer of the intelligence of a version; asked again when that changes. */
  answer: { version: number; opinion: Opinion | null } | null;
}

/**
 * Peers, names, URLs and fingerprints that feeds list. Everything is kept and asked when the host is judged, so what a feed
 * learns today is met in what was seen yesterday.
 */
export class ListedPeer implements Signal {
  readonly #seen = new BoundedMap<string, Seen>(MOST);

  flow(flow: Flow, side: Side): void {
    const asked = askedOfFlow(flow, side);
    if (asked !== null) this.#note(asked, side, asked.value)?.flows.add(flow);
  }

  record(record: L7Record, ends: Ends, side: Side): void {
    for (const asked of askedOfRecord(record)) {
      // Whom it asked for a name is nobody's guilt: the name counts, not the resolver.
      const peer = record.kind === 'dns' ? '' : ends.dst;
      this.#note(asked, side, peer)?.flows.addAt(ends.id, record.time, record.time);
    }
  }

  assess(context: SignalContext): AlertDraft[] {
    const { intelligence } = context;
    if (intelligence === null) return [];
    const drafts: AlertDraft[] = [];
    for (const seen of this.#seen.entries.values()) {
      const opinion = opinionOf(seen, intelligence);
      const draft = opinion === null ? null : draftOf(seen, opinion, context);
      if (draft !== null) drafts.push(draft);
    }
    return drafts;
  }

  #note(asked: Asked, side: Side, peer: string): Seen | undefined {
    return this.#seen.obtain(`${side} ${asked.kind} ${asked.value} ${asked.port}`, () => ({
      asked,
      side,
      peer,
      flows: new FlowList(MOST_FLOWS),
      answer: null,
    }));
  }
}

function opinionOf(seen: Seen, intelligence: Intelligence): Opinion | null {
  if (seen.answer?.version !== intelligence.version) {
    seen.answer = { version: intelligence.version, opinion: intelligence.ask(seen.asked) };
  }
  return seen.answer.opinion;
}

function draftOf({ asked, side, peer, flows }: Seen, opinion: Opinion, context: SignalContext): AlertDraft | null {
  const { reputation, listings, warnings } = opinion;
  const score = clampScore((1 - 2 * reputation.value) * (side === 'client' ? 1 : INBOUND));
  if (score < LEAST_SCORE) return null;
  const feeds = [...new Set(listings.map(({ feedName }) => feedName))];
  const what = asked.port > 0 ? `${asked.value}:${asked.port}` : asked.value;
  const labels = [...new Set(listings.map(({ indicator }) => indicator.label).filter((label) => label !== ''))];
  const kinds = [...new Set(listings.map(({ matchKind }) => matchKind))].join(', ');
  const beside =
    warnings.length === 0
      ? ''
      : ` Warning lists know it too: ${warnings
          .slice(0, 3)
          .map(({ name }) => name)
          .join(', ')}.`;
  return {
    type: side === 'client' ? 'listed-peer' : 'listed-caller',
    key: `${asked.kind} ${what}`,
    title: `${side === 'client' ? 'Speaks to' : 'Is called by'} ${what}, listed by ${feeds.slice(0, 2).join(' and ')}${feeds.length > 2 ? ` and ${feeds.length - 2} more` : ''}`,
    why: `${sayCount(flows.count, 'flow')}; ${feeds.join(', ')} list it (${kinds})${labels.length > 0 ? ` as ${labels.slice(0, 3).join(', ')}` : ''}; reputation ${reputation.value.toFixed(2)}.${beside}`,
    techniques: side === 'client' ? ['T1071'] : ['T1595.001'],
    score,
    peers: peer === '' ? [] : [peer],
    firstSeen: flows.first,
    lastSeen: flows.last,
    flows: flows.ids,
    flowCount: flows.count,
    feeds,
    filter: peer === '' ? flowFilter({ src: context.host }) : flowFilter({ src: context.host, dst: peer }),
  };
}

/** See {@link ListedPeer}. */
export const listedPeer: SignalKind = {
  name: 'listed-peer',
  sides: ['client', 'server'],
  flows: true,
  records: ['dns', 'tls', 'http'],
  events: false,
  create: () => new ListedPeer(),
};
