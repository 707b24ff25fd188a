import type { NgramModel } from '../../models/ngram-model.ts';
import { seededRandom } from '../../models/seeded-random.ts';
import type { EvaluationOptions, EvaluationSet, EvaluationTable } from '../evaluation-set.ts';
import {
  calibrateSharpness,
  learnRuns,
  meanSurprise,
  type RunSession,
  type RunShape,
  sampleLike,
} from './calibrate-sharpness.ts';
import { readSyscallSessions } from './io/read-syscall-sessions.ts';
import type { SyscallSession } from './syscall-session.ts';

/** One part of the sessions draws, the others judge it and each other. */
const PARTS = 3;
const ORDER = 6;
const GRAM = 4;

const runsOf = (sessions: readonly SyscallSession[]): Uint16Array[] =>
  sessions.flatMap(({ threads }) => threads.map(({ calls }) => calls));

/** How alike what is drawn is to what is real. */
export interface Likeness {
  /** Of real sessions' mean surprise: 5 %, half, 95 %, bits an event. */
  band: [number, number, number];
  sharpness: number;
  /** Of what was drawn, bits an event. */
  surprise: number;
  /** Share of its sequences of four events that occur in real sessions it did not learn from. */
  known: number;
  /** The same of events drawn one by one, without what came before. */
  single: { surprise: number; known: number };
}

/** Draws from some sessions and compares with others, of which each half is judged by a model of the other half. */
export function compareLikeness(
  drawn: readonly RunSession[],
  others: readonly [readonly RunSession[], readonly RunSession[]],
  seed: number,
): Likeness {
  const real = others.flat();
  const all = [...drawn, ...real].flat();
  const end = 1 + all.reduce((most, run) => run.reduce((max, call) => Math.max(max, call), most), 0);
  const shape: RunShape = { order: ORDER, alphabet: end + 1, end };
  const random = seededRandom(seed);
  const isJudge = (index: number): boolean => index % 4 === 0;
  const own = drawn.filter((_, index) => !isJudge(index));
  const sharpness = calibrateSharpness(
    own,
    drawn.filter((_, index) => isJudge(index)),
    shape,
    random,
  );
  const judges = others.map((sessions) => learnRuns(sessions, shape));
  const known = new Set(real.flat().flatMap((run) => [...gramsOf(run)]));
  const draw = (model: NgramModel, power: number): { surprise: number; known: number } => {
    const sampled = sampleLike(model, drawn, shape, { times: 12, sharpness: power, random });
    const grams = sampled.flatMap((run) => [...gramsOf(run)]);
    return {
      surprise: judges.reduce((sum, judge) => sum + meanSurprise(judge, sampled) / judges.length, 0),
      known: grams.filter((gram) => known.has(gram)).length / Math.max(1, grams.length),
    };
  };
  const usual = judges
    .flatMap((judge, index) => (others[1 - index] ?? []).map((runs) => meanSurprise(judge, runs)))
    .toSorted((left, right) => left - right);
  // The k-th of n lies at k / (n + 1) (Weibull): of few sessions the band is from the least to the most surprising one.
  const at = (share: number): number =>
    usual[Math.min(usual.length, Math.max(1, Math.round(share * (usual.length + 1)))) - 1] ?? Number.NaN;
  return {
    band: [at(0.05), at(0.5), at(0.95)],
    sharpness,
    ...draw(learnRuns(drawn, shape), sharpness),
    single: draw(learnRuns(drawn, { ...shape, order: 1 }), 1),
  };
}

function* gramsOf(run: Uint16Array): Generator<string> {
  for (let end = GRAM; end <= run.length; end += 1) yield String.fromCharCode(...run.subarray(end - GRAM, end));
}

function evaluate(role: string, sessions: SyscallSession[], { seed, quick }: EvaluationOptions): EvaluationTable {
  const rounds = Array.from({ length: quick ? 1 : PARTS }, (_, turn) => {
    const part = (offset: number): Uint16Array[][] =>
      sessions.filter((_session, index) => (index + turn) % PARTS === offset).map((session) => runsOf([session]));
    return compareLikeness(part(0), [part(1), part(2)], seed + turn);
  });
  return {
    title: `syscalls-modern, ${role}: what the twin would do, beside what was done`,
    protocol: [
      'A third of the normal sessions is learned, and a stream twelve times as long is drawn. Models of the other two thirds judge it, and each the sessions of the other: these are the band. Each third draws in turn.',
      'How sharply is drawn is set within the first third alone. 4-grams: share that occurs in the other two thirds.',
      `Seeds ${seed} to ${seed + rounds.length - 1}.`,
    ],
    columns: ['drawn', 'sharpness', 'bits an event', 'real 5 %', 'half', '95 %', '4-grams known'],
    rows: rounds.flatMap(({ band, sharpness, surprise, known, single }) => [
      row('single events', 1, single.surprise, band, single.known),
      row('n-gram, order 6', sharpness, surprise, band, known),
    ]),
    targets: rounds.flatMap(({ band, surprise, known }, turn) => [
      { what: `bits an event, round ${turn + 1}`, value: surprise, atLeast: band[0], atMost: band[2] },
      { what: `4-grams known, round ${turn + 1}`, value: known, atLeast: 0.95 },
    ]),
  };
}

function row(name: string, sharpness: number, surprise: number, band: Likeness['band'], known: number): string[] {
  return [
    name,
    sharpness.toFixed(3),
    ...[surprise, ...band].map((bits) => bits.toFixed(3)),
    `${(known * 100).toFixed(1)} %`,
  ];
}

/** Whether the stream a twin samples is like the real one. */
export const lifelike: EvaluationSet = {
  name: 'lifelike',
  folder: 'syscalls-modern',
  marks: ['index.jsonl'],
  source: 'It takes the normal sessions of syscalls-modern/: see there.',
  evaluate: async (folder, options) => {
    const sessions = (await readSyscallSessions(folder)).filter(({ attack }) => attack === '');
    return [...new Set(sessions.map(({ role }) => role))].toSorted().flatMap((role) => {
      const own = sessions.filter((session) => session.role === role);
      return own.length < 2 * PARTS ? [] : [evaluate(role, own, options)];
    });
  },
};
