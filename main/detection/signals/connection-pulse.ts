import { contextWeight } from '../context-weight.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { clampScore, gradeByLog } from '../grade.ts';
import { sayBytes, saySpan } from '../say.ts';
import type { Flow } from '../../telemetry/flow.ts';
import type { AlertDraft, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

const MAX_KEPT = 64;

/** Enough of a pulse to be worth keeping; what it means is decided when asked. */
const isPulsing = (flow: Flow): boolean => flow.pulses.count >= 5 && flow.pulses.gapMean > 0;

/**
 * A beacon inside one long connection: the client speaks again and again at one interval. Keep-alives of ordinary
 * services look alike, so it only weighs where the service is unknown, in clear, or not where it belongs.
 */
export class ConnectionPulse implements Signal {
  readonly #kept: Flow[] = [];

  flow(flow: Flow, _side: Side): void {
    if (flow.transport !== 'tcp' && flow.transport !== 'udp') return;
    // Requests in clear are told one by one, and weighed as calls.
    if (flow.service === 'http' || !isPulsing(flow)) return;
    if (this.#kept.length < MAX_KEPT) {
      this.#kept.push(flow);
      return;
    }
    let fewest = 0;
    for (let index = 1; index < this.#kept.length; index++)
      if ((this.#kept[index]?.pulses.count ?? 0) < (this.#kept[fewest]?.pulses.count ?? 0)) fewest = index;
    if ((this.#kept[fewest]?.pulses.count ?? 0) < flow.pulses.count) this.#kept[fewest] = flow;
  }

  assess(context: SignalContext): AlertDraft[] {
    const open = context.openFlows
      .filter(({ flow, side }) => side === 'client' && flow.service !== 'http' && isPulsing(flow))
      .map(({ flow }) => flow);
    const drafts = new Map<string, AlertDraft>();
    for (const flow of [...this.#kept, ...open]) {
      const draft = this.#judge(flow, context);
      if (draft === null) continue;
      const known = drafts.get(draft.key);
      if (known === undefined || known.score < draft.score) drafts.set(draft.key, draft);
    }
    return [...drafts.values()];
  }

  #judge(flow: Flow, context: SignalContext): AlertDraft | null {
    const limits = context.thresholds.connectionPulse;
    const { pulses, dst, dport } = flow;
    if (pulses.count < limits.minPulses || pulses.gapMean < limits.minPeriod) return null;
    const variation = pulses.gapSd / pulses.gapMean;
    const skew = Math.abs(pulses.gapMedian - pulses.gapMean) / pulses.gapMean;
    if (variation > limits.maxVariation || skew > limits.maxVariation) return null;
    let weight = contextWeight(dst, dport, flow.service, context);
    if (weight === 0) return null;
    const encrypted = flow.service === 'tls' || flow.service === 'ssl' || flow.service === 'quic';
    if (encrypted && dport === 443) weight *= limits.webKeepAlive;
    if (flow.transport === 'udp') weight *= limits.datagrams;
    if (context.nameOf(dst) !== '') weight *= limits.named;
    const even = pulses.sizeMean > 0 && pulses.sizeSd / pulses.sizeMean <= 0.5;
    const score = clampScore(
      (0.48 +
        gradeByLog(pulses.count, limits.minPulses, 60, 0, 0.16) +
        0.12 * (1 - variation / limits.maxVariation) +
        (even ? 0.06 : 0)) *
        weight,
    );
    if (score < 0.1) return null;
    const flows = new FlowList();
    flows.add(flow);
    const web = encrypted || flow.service === 'http';
    return {
      type: 'connection-beacon',
      key: `${dst} ${dport}`,
      title: `Beacon inside a connection to ${context.nameOf(dst) === '' ? dst : context.nameOf(dst)}`,
      why: `One connection to ${dst}:${dport} (${flow.service === '' ? flow.transport : flow.service}) spoke ${pulses.count} times, every ${saySpan(pulses.gapMean)} ± ${saySpan(pulses.gapSd)}, ${sayBytes(pulses.sizeMean)} each.`,
      techniques: web ? ['T1071.001'] : ['T1095', 'T1071'],
      score,
      peers: [dst],
      firstSeen: flow.start,
      lastSeen: flow.end,
      flows: flows.ids,
      flowCount: flows.count,
      filter: flowFilter({ src: context.host, dst, port: dport }),
    };
  }
}

/** See {@link ConnectionPulse}. */
export const connectionPulse: SignalKind = {
  name: 'connection-pulse',
  sides: ['client'],
  flows: true,
  records: [],
  events: false,
  readsOpenFlows: true,
  create: () => new ConnectionPulse(),
};
