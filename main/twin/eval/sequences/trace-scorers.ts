import { MOST_NODES } from '../../models/ngram-trie.ts';
import { NgramModel } from '../../models/ngram-model.ts';
import { Repertoire } from '../../models/repertoire.ts';
import { summariseSurprise, type SurpriseSummary } from '../../models/summarise-surprise.ts';
import type { TraceScorer } from './trace-scorer.ts';

/** Length of the sequences that STIDE looks up; the usual order of a model. */
const SHORT = 6;
/** Order that traces as a whole are best told apart with. */
const ORDER = 8;
/** Events of the worst stretch. */
const SPAN = 100;

/** Room for all numbers that were learned, and as many again. */
export function alphabetOf(training: readonly Uint16Array[]): number {
  const largest = training.reduce((most, trace) => trace.reduce((max, call) => Math.max(max, call), most), 0);
  return Math.min(4096, 2 ** Math.ceil(Math.log2(largest + 2)));
}

/** Learns an n-gram model. */
export function trainNgrams(training: readonly Uint16Array[], order = ORDER): NgramModel {
  const model = new NgramModel({ order, alphabet: alphabetOf(training), mostNodes: MOST_NODES });
  for (const trace of training) model.learn(trace);
  return model;
}

/** Sums up the surprise of a trace under a model. */
export function surpriseOf(model: NgramModel, trace: Uint16Array, span = SPAN): SurpriseSummary {
  const bits = new Float32Array(trace.length);
  model.score(trace, bits);
  return summariseSurprise(bits, span);
}

/** Learns the sets that traces are made of. */
export function learnRepertoire(training: readonly Uint16Array[]): Repertoire {
  const repertoire = new Repertoire(alphabetOf(training), training.length);
  for (const trace of training) repertoire.learn(trace);
  return repertoire;
}

function ngramScorer(name: string, order: number, take: (surprise: SurpriseSummary) => number): TraceScorer {
  return {
    name,
    learn: (training) => {
      const model = trainNgrams(training, order);
      return (trace) => take(surpriseOf(model, trace));
    },
  };
}

/** Share of a trace's sequences of six that were never seen: STIDE (Forrest et al. 1996). */
const stide: TraceScorer = {
  name: `never seen ${SHORT}-grams (STIDE)`,
  learn: (training) => {
    const known = new Set(training.flatMap((trace) => [...sequencesOf(trace)]));
    return (trace) => {
      let seen = 0;
      let unseen = 0;
      for (const sequence of sequencesOf(trace)) {
        seen += 1;
        if (!known.has(sequence)) unseen += 1;
      }
      return seen === 0 ? 0 : unseen / seen;
    };
  },
};

function* sequencesOf(trace: Uint16Array): Generator<string> {
  for (let end = SHORT; end <= trace.length; end += 1) yield String.fromCharCode(...trace.subarray(end - SHORT, end));
}

/**
 * The distance of a trace's set of events from the nearest that was learned, times the square root of its clipped surprise:
 * of what was tried on attack runs that are not told, the best.
 */
export function combine(distance: number, surprise: SurpriseSummary): number {
  return distance * Math.sqrt(surprise.clipped);
}

/** The trivial ones first. */
export const traceScorers: TraceScorer[] = [
  { name: 'length of the trace', learn: () => (trace) => trace.length },
  stide,
  ngramScorer('single events (order 1), mean', 1, ({ mean }) => mean),
  ngramScorer(`n-gram, order ${SHORT}, mean surprise`, SHORT, ({ mean }) => mean),
  ngramScorer(`n-gram, order ${SHORT}, worst ${SPAN}`, SHORT, ({ worst }) => worst),
  ngramScorer(`n-gram, order ${ORDER}, mean surprise`, ORDER, ({ mean }) => mean),
  ngramScorer(`n-gram, order ${ORDER}, clipped`, ORDER, ({ clipped }) => clipped),
  {
    name: 'repertoire alone',
    learn: (training) => {
      const repertoire = learnRepertoire(training);
      return (trace) => repertoire.distance(trace);
    },
  },
  {
    name: `n-gram, order ${ORDER}, × repertoire`,
    learn: (training) => {
      const model = trainNgrams(training);
      const repertoire = learnRepertoire(training);
      return (trace) => combine(repertoire.distance(trace), surpriseOf(model, trace));
    },
  },
];
