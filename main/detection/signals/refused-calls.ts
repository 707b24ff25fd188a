import { CallBook, type CallSeries } from '../call-book.ts';
import { BoundedSet } from '../bounded-set.ts';
import { flowFilter } from '../flow-filter.ts';
import { outcomeOf } from '../flow-outcome.ts';
import { clampScore, gradeByLog } from '../grade.ts';
import { measureRhythm } from '../rhythm.ts';
import { saySpan } from '../say.ts';
import type { Flow } from '../../telemetry/flow.ts';
import type { AlertDraft, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

/** Ports of services whose clients go on asking an absent server in good faith. */
const COMMON = new Set([
  22, 25, 53, 80, 123, 143, 389, 443, 445, 465, 587, 853, 993, 995, 1514, 5222, 5228, 8080, 8443, 8883,
]);

/**
 * A controller that is gone, and a program that does not give up: refused or unanswered calls to one endpoint, with
 * the rhythm of a timer. A scanner tries many endpoints once; a machine without network fails with all alike.
 */
export class RefusedCalls implements Signal {
  readonly #book = new CallBook();
  readonly #answered = new BoundedSet<string>(4096);

  flow(flow: Flow, _side: Side): void {
    if (flow.transport !== 'tcp') return;
    const outcome = outcomeOf(flow);
    if (outcome === 'refused' || outcome === 'unanswered') {
      const series = this.#book.obtain(flow);
      // Systems repeat a refused call at once from the same port: that is one try.
      if (series.ports.has(flow.sport)) series.flows.add(flow);
      else series.add(flow);
    } else if (outcome === 'answered') this.#answered.add(`${flow.dst} ${flow.dport}`);
  }

  assess(context: SignalContext): AlertDraft[] {
    const limits = context.thresholds.refusedCalls;
    const insistent = [...this.#book.series.values()].filter((series) => series.starts.length >= limits.minTries);
    // Everything it wants fails: that is a dead line (or a firewall), not one dead controller.
    if (insistent.length > limits.maxEndpoints) return [];
    return insistent.map((series) => this.#judge(series, context)).filter((draft) => draft !== null);
  }

  #judge(series: CallSeries, context: SignalContext): AlertDraft | null {
    const limits = context.thresholds.refusedCalls;
    const { dst, dport, flows } = series;
    const scope = context.scopeOf(dst);
    if (scope === 'self' || scope === 'group') return null;
    if (this.#answered.values.has(`${dst} ${dport}`)) return null;
    const rhythm = measureRhythm(series.starts, limits.join);
    if (rhythm.calls < limits.minTries || flows.last - flows.first < limits.minSpan) return null;
    if (rhythm.jitter > limits.maxJitter || rhythm.paused > limits.maxPaused) return null;
    const name = context.nameOf(dst);
    let weight = scope === 'outside' ? 1 : scope === 'internal' ? limits.internal : limits.near;
    if (COMMON.has(dport)) weight *= limits.commonPort;
    const regular = 1 - rhythm.jitter / limits.maxJitter;
    const score = clampScore(
      (0.6 + 0.12 * regular + gradeByLog(rhythm.calls, limits.minTries, limits.manyTries, 0, 0.18)) * weight,
    );
    if (score < 0.1) return null;
    return {
      type: 'refused-calls',
      key: `${dst} ${dport}`,
      title: `Keeps calling ${name === '' ? dst : name}, which does not answer`,
      why: `Tried ${name === '' ? '' : `${name}, `}${dst}:${dport} ${rhythm.calls} times over ${saySpan(flows.last - flows.first)}, every ${saySpan(rhythm.period)} ± ${saySpan(rhythm.jitter * rhythm.period)}, and never got through: the retry timer of remote-control software whose controller is gone.`,
      techniques: COMMON.has(dport) ? ['T1071', 'T1219', 'T1008'] : ['T1571', 'T1219', 'T1008'],
      score,
      peers: [dst],
      firstSeen: flows.first,
      lastSeen: flows.last,
      flows: flows.ids,
      flowCount: flows.count,
      filter: flowFilter({ src: context.host, dst, port: dport }),
    };
  }
}

/** See {@link RefusedCalls}. */
export const refusedCalls: SignalKind = {
  name: 'refused-calls',
  sides: ['client'],
  flows: true,
  records: [],
  events: false,
  create: () => new RefusedCalls(),
};
