import type { CallBook, CalledService } from '../call-book.ts';
import type { CallSeries } from '../call-series.ts';
import { flowFilter } from '../flow-filter.ts';
import { clampScore, gradeByLog } from '../grade.ts';
import { measureRhythm } from '../rhythm.ts';
import { saySpan } from '../say.ts';
import type { AlertDraft, SignalContext } from '../signal.ts';

/** Ports of services whose clients go on asking an absent server in good faith. */
const COMMON = new Set([
  22, 25, 53, 80, 123, 143, 389, 443, 445, 465, 587, 853, 993, 995, 1514, 5222, 5228, 8080, 8443, 8883,
]);

function judge({ dst, dport }: CalledService, series: CallSeries, context: SignalContext): AlertDraft | null {
  const limits = context.thresholds.refusedCalls;
  const { flows } = series;
  const scope = context.scopeOf(dst);
  if (scope === 'self' || scope === 'group') return null;
  const rhythm = measureRhythm(series.starts.values, limits.join);
  if (rhythm.calls < limits.minTries || flows.last - flows.first < limits.minSpan) return null;
  if (rhythm.jitter > limits.maxJitter || rhythm.paused > limits.maxPaused) return null;
  const name = context.nameOf(dst);
  const called = name === '' ? dst : `${name}, ${dst}`;
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
    why: `Tried ${called}:${dport} ${rhythm.calls} times over ${saySpan(flows.last - flows.first)}, every ${saySpan(rhythm.period)} ± ${saySpan(rhythm.jitter * rhythm.period)}, and never got through: the retry timer of remote-control software whose controller is gone.`,
    // The steady retry is the tool's own; the port is but where it calls.
    techniques: ['T1219', COMMON.has(dport) ? 'T1071' : 'T1571', 'T1008'],
    score,
    peers: [dst],
    firstSeen: flows.first,
    lastSeen: flows.last,
    flows: flows.ids,
    flowCount: flows.count,
    filter: flowFilter({ src: context.host, dst, port: dport }),
  };
}

/**
 * A controller that is gone, and a program that does not give up: refused or unanswered calls to one endpoint, with
 * the rhythm of a timer. A scanner tries many endpoints once; a machine without network fails with all alike.
 */
export function judgeRefusedCalls(book: CallBook, context: SignalContext): AlertDraft[] {
  const limits = context.thresholds.refusedCalls;
  const drafts: AlertDraft[] = [];
  let insistent = 0;
  for (const called of book.busy) {
    const { failed } = called;
    if (called.transport !== 'tcp' || failed === null || failed.starts.length < limits.minTries) continue;
    insistent++;
    if (called.answered !== null) continue;
    const draft = judge(called, failed, context);
    if (draft !== null) drafts.push(draft);
  }
  // Everything it wants fails: that is a dead line (or a firewall), not one dead controller.
  return insistent > limits.maxEndpoints ? [] : drafts;
}
