import type { CallBook, CalledService } from '../call-book.ts';
import type { CallSeries } from '../call-series.ts';
import { contextWeight } from '../context-weight.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { clampScore, gradeByLog } from '../grade.ts';
import { evidenceOf, measureRhythm, type Rhythm } from '../rhythm.ts';
import { sayBytes, sayShare, saySpan } from '../say.ts';
import type { AlertDraft, SignalContext } from '../signal.ts';

/** Calls to one service: connections, or requests where several share a connection. */
interface Candidate {
  called: CalledService;
  times: ArrayLike<number> & Iterable<number>;
  byRequest: boolean;
  series: CallSeries | null;
}

function candidateOf(called: CalledService): Candidate {
  const starts = called.answered?.starts.values ?? [];
  const requests = called.requests?.times.values ?? [];
  const byRequest = requests.length > starts.length;
  return { called, times: byRequest ? requests : starts, byRequest, series: called.answered };
}

function grade({ called, series }: Candidate, rhythm: Rhythm, context: SignalContext): number {
  const { maxJitter, minCalls, manyCalls } = context.thresholds.beacon;
  const regular = 1 - rhythm.jitter / maxJitter;
  const variation = series === null || series.sent.count < 3 ? 0.3 : series.sent.variation;
  const even = variation <= 0.15 ? 0.08 : variation <= 0.4 ? 0.04 : variation > 1 ? -0.2 : 0;
  // One socket that goes on sending is a conversation kept alive rather than calls.
  const oneSocket = called.transport === 'udp' && series?.ports.size === 1 ? 0.5 : 1;
  return (0.5 + 0.2 * regular + gradeByLog(rhythm.calls, minCalls, manyCalls, 0, 0.14) + even) * oneSocket;
}

/** What makes a rhythm ordinary: programs check in with their maker, by name, every few minutes; pages fetch many files. */
function easeOf({ called }: Candidate, rhythm: Rhythm, context: SignalContext): number {
  const limits = context.thresholds.beacon;
  const named = context.nameOf(called.dst) !== '';
  let ease = 1;
  if (named && rhythm.period >= limits.slowPeriod) ease *= limits.slowNamed;
  else if (named && rhythm.period >= limits.mildPeriod) ease *= limits.mildNamed;
  if (called.requests !== null && called.requests.paths.size > Math.max(4, rhythm.calls / 3)) ease *= limits.manyPaths;
  return ease;
}

function draftOf(candidate: Candidate, rhythm: Rhythm, score: number, context: SignalContext): AlertDraft {
  const { called, series, byRequest } = candidate;
  const { dst, dport, service, transport } = called;
  const flows = FlowList.join(
    [series?.flows, byRequest ? called.requests?.flows : undefined].filter((list) => list !== undefined),
  );
  const name = context.nameOf(dst);
  const web = service === 'http' || service === 'tls' || service === 'quic';
  const techniques = web ? ['T1071.001'] : service === '' ? ['T1095'] : ['T1071'];
  if (service === 'tls' || service === 'quic') techniques.push('T1573');
  if (web && ![80, 443, 8080, 8443].includes(dport)) techniques.push('T1571');
  const volume =
    series !== null && !byRequest
      ? `, ${sayBytes(series.sent.mean)} out and ${sayBytes(series.received.mean)} in each`
      : '';
  return {
    type: 'beacon',
    key: `${dst} ${dport}`,
    title: `Beacon to ${name === '' ? dst : name}`,
    why: `${rhythm.calls} ${byRequest ? 'requests' : 'calls'} to ${name === '' ? '' : `${name}, `}${dst}:${dport} (${service === '' ? transport : service}) every ${saySpan(rhythm.period)} ± ${saySpan(rhythm.jitter * rhythm.period)} (jitter ${sayShare(rhythm.jitter)}) over ${saySpan(flows.last - flows.first)}${volume}.`,
    techniques,
    score,
    peers: [dst],
    firstSeen: flows.first,
    lastSeen: flows.last,
    flows: flows.ids,
    flowCount: Math.max(series?.flows.count ?? 0, flows.ids.length),
    filter: flowFilter({ src: context.host, dst, port: dport }),
  };
}

function judge(candidate: Candidate, looked: number, context: SignalContext): AlertDraft | null {
  const limits = context.thresholds.beacon;
  const { called, times } = candidate;
  const weight = contextWeight(called.dst, called.dport, called.service, context);
  if (weight === 0) return null;
  const rhythm = measureRhythm(times, limits.join);
  if (rhythm.calls < limits.minCalls || rhythm.period < limits.minPeriod) return null;
  if (rhythm.jitter > limits.maxJitter || rhythm.paused > limits.maxPaused) return null;
  if (evidenceOf(rhythm, looked) < limits.minEvidence) return null;
  const score = clampScore(grade(candidate, rhythm, context) * weight * easeOf(candidate, rhythm, context));
  return score < limits.minScore ? null : draftOf(candidate, rhythm, score, context);
}

/**
 * Periodic calls of one host to one service, as connections or as HTTP requests inside a long one. Sizes that hardly
 * vary, many calls and little jitter make it sure; services that are periodic by nature and near peers make it unlikely.
 */
export function judgeBeacons(book: CallBook, context: SignalContext): AlertDraft[] {
  const { minCalls } = context.thresholds.beacon;
  const candidates: Candidate[] = [];
  for (const called of book.busy) {
    if (called.size < minCalls) continue;
    const candidate = candidateOf(called);
    if (candidate.times.length >= minCalls) candidates.push(candidate);
  }
  return candidates.map((candidate) => judge(candidate, candidates.length, context)).filter((draft) => draft !== null);
}
