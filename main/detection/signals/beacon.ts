import { CallBook, type CallSeries } from '../call-book.ts';
import { flowFilter } from '../flow-filter.ts';
import { outcomeOf } from '../flow-outcome.ts';
import { clampScore, gradeByLog } from '../grade.ts';
import { contextWeight } from '../context-weight.ts';
import { evidenceOf, measureRhythm, type Rhythm } from '../rhythm.ts';
import { sayBytes, sayShare, saySpan } from '../say.ts';
import type { Flow, L7Record } from '../../telemetry/flow.ts';
import type { AlertDraft, Ends, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

/** Times of calls: requests where several share a connection, else starts of flows. */
const callsOf = (series: CallSeries): readonly number[] =>
  series.requests.length > series.starts.length ? series.requests : series.starts;

/**
 * Periodic calls of one host to one service, as connections or as HTTP requests inside a long one. Sizes that hardly
 * vary, many calls and little jitter make it sure; services that are periodic by nature and near peers make it unlikely.
 */
export class Beacon implements Signal {
  readonly #book = new CallBook();

  flow(flow: Flow, _side: Side): void {
    if (flow.transport !== 'tcp' && flow.transport !== 'udp') return;
    if (outcomeOf(flow) !== 'answered') return;
    // Without its SYN this may be one more piece of a connection that was counted already.
    if (flow.transport === 'tcp' && flow.state === 'OTH') return;
    this.#book.obtain(flow).add(flow);
  }

  record(record: L7Record, ends: Ends, _side: Side): void {
    if (record.kind !== 'http') return;
    const series = this.#book.obtain(ends);
    series.addRequest(record.time, record.path);
    series.service = 'http';
    series.flows.addAt(ends.id, record.time, record.time);
  }

  assess(context: SignalContext): AlertDraft[] {
    const { minCalls } = context.thresholds.beacon;
    const candidates = [...this.#book.series.values()].filter((series) => callsOf(series).length >= minCalls);
    return candidates
      .map((series) => this.#judge(series, candidates.length, context))
      .filter((draft) => draft !== null);
  }

  #judge(series: CallSeries, looked: number, context: SignalContext): AlertDraft | null {
    const limits = context.thresholds.beacon;
    const weight = contextWeight(series.dst, series.dport, series.service, context);
    if (weight === 0) return null;
    const rhythm = measureRhythm(callsOf(series), limits.join);
    if (rhythm.calls < limits.minCalls || rhythm.period < limits.minPeriod) return null;
    if (rhythm.jitter > limits.maxJitter || rhythm.paused > limits.maxPaused) return null;
    const evidence = evidenceOf(rhythm, looked);
    if (evidence < limits.minEvidence) return null;
    const score = clampScore(this.#grade(series, rhythm, context) * weight * this.#ease(series, rhythm, context));
    if (score < limits.minScore) return null;
    return this.#draft(series, rhythm, score, context);
  }

  #grade(series: CallSeries, rhythm: Rhythm, context: SignalContext): number {
    const { maxJitter, minCalls, manyCalls } = context.thresholds.beacon;
    const regular = 1 - rhythm.jitter / maxJitter;
    const variation = series.sent.variation;
    const even =
      series.sent.count < 3 ? 0.04 : variation <= 0.15 ? 0.08 : variation <= 0.4 ? 0.04 : variation > 1 ? -0.2 : 0;
    // One socket that goes on sending is a conversation kept alive rather than calls.
    const oneSocket = series.transport === 'udp' && series.ports.size === 1 ? 0.5 : 1;
    return (0.5 + 0.2 * regular + gradeByLog(rhythm.calls, minCalls, manyCalls, 0, 0.14) + even) * oneSocket;
  }

  /** What makes a rhythm ordinary: programs check in with their maker, by name, every few minutes; pages fetch many files. */
  #ease(series: CallSeries, rhythm: Rhythm, context: SignalContext): number {
    const limits = context.thresholds.beacon;
    const named = context.nameOf(series.dst) !== '';
    let ease = 1;
    if (named && rhythm.period >= limits.slowPeriod) ease *= limits.slowNamed;
    else if (named && rhythm.period >= limits.mildPeriod) ease *= limits.mildNamed;
    if (series.requests.length > 0 && series.paths.size > Math.max(4, rhythm.calls / 3)) ease *= limits.manyPaths;
    return ease;
  }

  #draft(series: CallSeries, rhythm: Rhythm, score: number, context: SignalContext): AlertDraft {
    const { dst, dport, service, flows } = series;
    const name = context.nameOf(dst);
    const inside = series.requests.length > series.starts.length;
    const web = service === 'http' || service === 'tls' || service === 'quic';
    const techniques = web ? ['T1071.001'] : service === '' ? ['T1095'] : ['T1071'];
    if (service === 'tls' || service === 'quic') techniques.push('T1573');
    if (web && ![80, 443, 8080, 8443].includes(dport)) techniques.push('T1571');
    const spread = saySpan(rhythm.jitter * rhythm.period);
    const volume =
      series.sent.count > 0 ? `, ${sayBytes(series.sent.mean)} out and ${sayBytes(series.received.mean)} in each` : '';
    return {
      type: 'beacon',
      key: `${dst} ${dport}`,
      title: `Beacon to ${name === '' ? dst : name}`,
      why: `${rhythm.calls} ${inside ? 'requests' : 'calls'} to ${name === '' ? '' : `${name}, `}${dst}:${dport} (${service === '' ? series.transport : service}) every ${saySpan(rhythm.period)} ± ${spread} (jitter ${sayShare(rhythm.jitter)}) over ${saySpan(flows.last - flows.first)}${volume}.`,
      techniques,
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

/** See {@link Beacon}. */
export const beacon: SignalKind = {
  name: 'beacon',
  sides: ['client'],
  flows: true,
  records: ['http'],
  events: false,
  create: () => new Beacon(),
};
