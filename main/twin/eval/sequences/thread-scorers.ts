import { scoreBits } from '../../score-bits.ts';
import { summariseSurprise } from '../../models/summarise-surprise.ts';
import type { TraceScorer } from './trace-scorer.ts';
import { traceScorers, trainNgrams } from './trace-scorers.ts';

/** Events of a worst stretch. */
const SPAN = 50;
const ORDER = 6;

function scoreBy(name: string, order: number, take: (bits: Float32Array) => number): TraceScorer {
  return {
    name,
    learn: (training) => {
      const model = trainNgrams(training, order);
      return (trace) => {
        const bits = new Float32Array(trace.length);
        model.score(trace, bits);
        return take(bits);
      };
    },
  };
}

/** Ways of scoring a thread, the trivial ones first, the engine's own last. */
export const threadScorers: TraceScorer[] = [
  ...traceScorers.slice(0, 2),
  scoreBy('single events (order 1), mean', 1, (bits) => scoreBits(bits, 0).bits),
  scoreBy('n-gram, mean surprise', ORDER, (bits) => scoreBits(bits, 0).bits),
  scoreBy(`n-gram, worst ${SPAN} events`, ORDER, (bits) => summariseSurprise(bits, SPAN).worst),
  scoreBy('n-gram, as the engine scores', ORDER, (bits) => scoreBits(bits, 0).score),
];
