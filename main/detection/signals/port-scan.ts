import { BoundedMap } from '../bounded-map.ts';
import { BoundedSet } from '../bounded-set.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { isEmptyVisit, isStealthProbe, outcomeOf } from '../flow-outcome.ts';
import { glimpseOf, type Glimpse } from '../glimpse.ts';
import { gradeByLog } from '../grade.ts';
import { sayCount, saySpan } from '../say.ts';
import type { Flow } from '../../telemetry/flow.ts';
import type { AlertDraft, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

const MAX_TARGETS = 2048;
const MAX_PORTS = 2048;
/** More scanned hosts than this are told together. */
const MAX_TOLD = 4;

/** Pairs of host and port that talked; more say nothing new of what was scanned. */
const MAX_TALKED = 4096;

/** First probe of each port. */
type Target = BoundedMap<number, Glimpse>;

/** Ports that traceroute walks through, one a probe, unanswered by design. */
const isTraceroute = (flow: Flow): boolean => flow.transport === 'udp' && flow.dport >= 33_434 && flow.dport <= 33_534;

/** Counts a probe; of several of one port the first stands for it, whatever the order in which they are told. */
function count(target: Target, flow: Glimpse): void {
  const known = target.obtain(flow.dport, () => flow);
  if (known !== undefined && flow.id < known.id) target.replace(flow.dport, flow);
}

/** Vertical scan: many ports of one host tried, hardly any of them talking. No time window: slow scans count the same. */
export class PortScan implements Signal {
  /** First port that failed, of targets where it was the only one: most failures are of this kind. */
  readonly #once = new BoundedMap<string, Glimpse>(MAX_TARGETS);
  readonly #targets = new BoundedMap<string, Target>(MAX_TARGETS);
  /** `host port` of whatever answered. */
  readonly #talked = new BoundedSet<string>(MAX_TALKED);

  flow(flow: Flow, _side: Side): void {
    if (flow.transport !== 'tcp' && flow.transport !== 'udp' && flow.transport !== 'sctp') return;
    const outcome = outcomeOf(flow);
    const failed = outcome === 'refused' || outcome === 'unanswered' || isEmptyVisit(flow) || isStealthProbe(flow);
    if (outcome === 'answered') this.#talked.add(`${flow.dst} ${flow.dport}`);
    if (!failed || isTraceroute(flow)) return;
    const target = this.#targets.entries.get(flow.dst);
    if (target !== undefined) {
      count(target, glimpseOf(flow));
      return;
    }
    const first = this.#once.obtain(flow.dst, () => glimpseOf(flow));
    if (first === undefined) return;
    if (first.dport === flow.dport) {
      if (flow.id < first.id) this.#once.replace(flow.dst, glimpseOf(flow));
      return;
    }
    const made = this.#targets.obtain(flow.dst, () => new BoundedMap(MAX_PORTS));
    this.#once.delete(flow.dst);
    if (made === undefined) return;
    count(made, first);
    count(made, glimpseOf(flow));
  }

  assess(context: SignalContext): AlertDraft[] {
    const { minPorts, manyPorts, minShare } = context.thresholds.portScan;
    const drafts: AlertDraft[] = [];
    for (const [dst, target] of this.#targets.entries) {
      const ports = target.size;
      const scope = context.scopeOf(dst);
      if (ports < minPorts || scope === 'self' || scope === 'group') continue;
      const answered = [...this.#talked.values]
        .filter((pair) => pair.startsWith(`${dst} `))
        .map((pair) => Number(pair.slice(dst.length + 1)));
      const talking = answered.filter((port) => !target.entries.has(port)).length;
      if (ports / (ports + talking) < minShare) continue;
      const flows = new FlowList();
      for (const probe of target.entries.values()) flows.add(probe);
      const { first, last, ids, count } = flows;
      drafts.push({
        type: 'vertical-scan',
        key: dst,
        title: `Port scan of ${dst}`,
        why: `Tried ${target.refused > 0 ? 'at least ' : ''}${sayCount(ports, 'port')} of ${dst} in ${saySpan(last - first)}; ${sayCount(answered.length, 'port')} answered.`,
        techniques: ['T1046'],
        score: gradeByLog(ports, minPorts, manyPorts, 0.72, 0.95),
        peers: [dst],
        firstSeen: first,
        lastSeen: last,
        flows: ids,
        flowCount: count,
        filter: flowFilter({ src: context.host, dst }),
      });
    }
    return drafts.length > MAX_TOLD ? [joinScans(drafts, context.host)] : drafts;
  }
}

/** Scans of many hosts are one act. */
function joinScans(drafts: readonly AlertDraft[], host: string): AlertDraft {
  const strongest = [...drafts].sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1));
  const first = Math.min(...drafts.map((draft) => draft.firstSeen));
  const last = Math.max(...drafts.map((draft) => draft.lastSeen));
  return {
    type: 'vertical-scan',
    key: 'many',
    title: `Port scan of ${sayCount(drafts.length, 'host')}`,
    why: `Tried many ports of ${sayCount(drafts.length, 'host')} in ${saySpan(last - first)}; of the first: ${strongest[0]?.why ?? ''}`,
    techniques: ['T1046', 'T1018'],
    score: Math.min(0.97, (strongest[0]?.score ?? 0) + 0.05),
    peers: drafts.flatMap((draft) => draft.peers).slice(0, 64),
    firstSeen: first,
    lastSeen: last,
    flows: strongest.flatMap((draft) => draft.flows.slice(0, 20)).slice(0, 200),
    flowCount: drafts.reduce((sum, draft) => sum + draft.flowCount, 0),
    filter: flowFilter({ src: host }),
  };
}

/** See {@link PortScan}. */
export const portScan: SignalKind = {
  name: 'port-scan',
  sides: ['client'],
  flows: true,
  records: [],
  events: false,
  create: () => new PortScan(),
};
