import { BehaviourClassifier } from '../../models/classifier/behaviour-classifier.ts';
import type { LabelledRun } from '../../models/classifier/behaviour-classifier.ts';
import type { EvaluationOptions, EvaluationSet, EvaluationTable } from '../evaluation-set.ts';
import { readAdfa } from '../sequences/io/read-adfa.ts';
import { adfa } from '../sequences/adfa.ts';
import { learnClassifier, leaveFamilyOut, meanRanking } from './leave-family-out.ts';
import type { LearnToScore, LeftOut } from './leave-family-out.ts';

const LAST_SEEN_RUN = 3;
const HOSTS = 5;

/** The share of a run's distinct events that occur more often in malicious runs than in benign ones. */
const learnSuspiciousEvents: LearnToScore = (runs) => {
  const odds = new Map<number, number>();
  const bad = runs.filter(({ malicious }) => malicious).length;
  for (const { run, malicious } of runs) {
    const share = malicious ? 1 / bad : -1 / (runs.length - bad);
    for (const event of new Set(Array.from(run))) odds.set(event, (odds.get(event) ?? 0) + share);
  }
  return (run) => {
    const events = [...new Set(run)];
    return events.reduce((sum, event) => sum + ((odds.get(event) ?? 0) > 0 ? 1 : 0), 0) / Math.max(1, events.length);
  };
};

/** The runs of each host alone: every fifth benign and every fifth malicious one. */
function splitAmongHosts(runs: readonly LabelledRun[]): LabelledRun[][] {
  const hosts = Array.from({ length: HOSTS }, (): LabelledRun[] => []);
  const seen = { true: 0, false: 0 };
  for (const one of runs) {
    const kind = one.malicious ? 'true' : 'false';
    hosts[seen[kind] % HOSTS]?.push(one);
    seen[kind] += 1;
  }
  return hosts;
}

const learnFederated: LearnToScore = (runs) => {
  const model = BehaviourClassifier.average(splitAmongHosts(runs).map((own) => BehaviourClassifier.fit(own)));
  return (run) => model.score(run);
};

const learnAlone: LearnToScore = (runs) => {
  const model = BehaviourClassifier.fit(splitAmongHosts(runs)[0] ?? []);
  return (run) => model.score(run);
};

function tellRow(name: string, left: readonly LeftOut[]): string[] {
  const { auc, foundAt5, foundAt1 } = meanRanking(left);
  const families = left.map(({ ranking }) => ranking.auc.toFixed(3));
  return [name, auc.toFixed(3), foundAt5.toFixed(3), foundAt1.toFixed(3), ...families];
}

async function evaluate(folder: string, { quick, cpuSeconds }: EvaluationOptions): Promise<EvaluationTable[]> {
  const traces = await readAdfa(folder);
  const later = (run: number): boolean => run > LAST_SEEN_RUN;
  const before = cpuSeconds();
  const central = leaveFamilyOut(traces, learnClassifier(), later);
  const spent = cpuSeconds() - before;
  const trivial = leaveFamilyOut(traces, learnSuspiciousEvents, later);
  const others = quick
    ? []
    : [
        tellRow(`${HOSTS} hosts, averaged once`, leaveFamilyOut(traces, learnFederated, later)),
        tellRow('one of these hosts alone', leaveFamilyOut(traces, learnAlone, later)),
      ];
  const ranking = meanRanking(central);
  return [
    {
      title: 'ADFA-LD: malicious or benign, an attack family left out in turn',
      protocol: [
        `Learned: the other families, all runs, and five sixths of the distinct normal traces. Told: runs ${LAST_SEEN_RUN + 1} and later of the family left out against the other sixth.`,
        `Equal traces are kept once, so none is both learned and told. Settings were chosen on runs 1 to ${LAST_SEEN_RUN} of the families left out; nothing is drawn, so there is no seed.`,
        'Normal traces of both halves of the set are learned from: attacks of one kind are new, normal work is not.',
        `${spent.toFixed(1)} CPU seconds for ${central.length} rounds of learning and telling.`,
      ],
      columns: ['learned from', 'AUC', 'TPR@5%', 'TPR@1%', ...central.map(({ family }) => family)],
      rows: [tellRow('trivial: suspicious single events', trivial), tellRow('all, 4,096 weights', central), ...others],
      targets: [
        { what: 'AUC', value: ranking.auc, atLeast: 0.94, aim: 0.96 },
        { what: 'TPR at 1 %', value: ranking.foundAt1, atLeast: 0.48, aim: 0.6 },
      ],
    },
  ];
}

/** ADFA-LD once more, with labels: the classifier of behaviour. */
export const classifierSet: EvaluationSet = { ...adfa, name: 'classifier', evaluate };
