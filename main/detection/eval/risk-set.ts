import { resourcesFolder } from '../../personas/eval/io/resources-folder.ts';
import type { EvaluationSet, EvaluationTable } from '../../twin/eval/evaluation-set.ts';
import type { SubjectAssessment } from '../assessment.ts';
import { readJudgeSettings } from '../io/read-settings.ts';
import { judgeCapture, type LabelledCapture, listLabelled } from './io/read-labelled.ts';
import { areaUnderRanks, binRisks, brierScore, calibrationError, type Labelled } from './reliability.ts';

/** Stretches: what is below suspicion in two, then the bands. */
const EDGES = [0, 0.1, 0.4, 0.7, 0.9, 1];

interface Subject {
  assessed: SubjectAssessment;
  isGuilty: boolean;
}

/** Subjects whose guilt is known: those the truth names, and those it does not name at all. */
function labelSubjects(subjects: readonly SubjectAssessment[], { guilty, peers }: LabelledCapture): Subject[] {
  const has = (assessed: SubjectAssessment, addresses: readonly string[]): boolean =>
    assessed.addresses.some((address) => addresses.includes(address));
  return subjects.flatMap((assessed): Subject[] => {
    if (has(assessed, guilty)) return [{ assessed, isGuilty: true }];
    return has(assessed, peers) ? [] : [{ assessed, isGuilty: false }];
  });
}

/** What could be told without weighing anything. */
function tellTrivially(subjects: readonly Subject[]): { name: string; labelled: Labelled[] }[] {
  const share = subjects.filter(({ isGuilty }) => isGuilty).length / Math.max(1, subjects.length);
  const by = (riskOf: (subject: SubjectAssessment) => number): Labelled[] =>
    subjects.map(({ assessed, isGuilty }) => ({ risk: riskOf(assessed), isGuilty }));
  return [
    { name: 'always the share that is guilty', labelled: by(() => share) },
    { name: 'sure where there is an alert', labelled: by(({ alerts }) => Number(alerts.length > 0)) },
    { name: 'the strongest alert', labelled: by(({ alerts }) => Math.max(0, ...alerts.map(({ score }) => score))) },
  ];
}

function toTables(subjects: readonly Subject[], left: { peers: number; unscored: number }): EvaluationTable[] {
  const labelled = subjects.map(({ assessed, isGuilty }) => ({ risk: assessed.risk ?? 0, isGuilty }));
  const trivial = tellTrivially(subjects);
  const bins = binRisks(labelled, EDGES);
  const guilty = labelled.filter(({ isGuilty }) => isGuilty).length;
  const row = (name: string, of: readonly Labelled[]): string[] => [
    name,
    brierScore(of).toFixed(4),
    calibrationError(binRisks(of, EDGES)).toFixed(4),
    areaUnderRanks(of).toFixed(3),
  ];
  const constant = trivial[0]?.labelled ?? [];
  return [
    {
      title: 'Risk against the truth of labelled captures',
      protocol: [
        `${labelled.length} VMs and hosts of which the truth is known, ${guilty} of them in an attacker's hands; each capture read as the product reads it, shipped thresholds, no feeds.`,
        `Left out: ${left.peers} peers of attackers, of whom the truth says nothing, and ${left.unscored} of which too little was seen to score them.`,
        'Thresholds were built while looking at these captures: this says whether the figure means what it says, not how it does elsewhere.',
      ],
      columns: ['told by', 'Brier', 'ECE', 'AUC'],
      rows: [...trivial.map(({ name, labelled: of }) => row(name, of)), row('risk', labelled)],
      targets: [
        {
          what: 'Brier score of the risk, against a half of always telling the share that is guilty',
          value: brierScore(labelled),
          atMost: Number((brierScore(constant) / 2).toFixed(4)),
          aim: 0.02,
        },
        { what: 'expected calibration error', value: calibrationError(bins), atMost: 0.1, aim: 0.05 },
      ],
    },
    {
      title: 'Reliability: what is told, and how often it is so',
      protocol: [
        'A risk that is calibrated has both columns alike. Few VMs stand in the middle: captures of attacks are clear cases.',
      ],
      columns: ['risk', 'VMs', 'told, mean', 'guilty, share'],
      rows: bins.map(({ from, to, count, told, seen }) => [
        `${from.toFixed(2)} – ${to.toFixed(2)}`,
        String(count),
        count === 0 ? '—' : told.toFixed(3),
        count === 0 ? '—' : seen.toFixed(3),
      ]),
      targets: [],
    },
  ];
}

/** How far the risk is the chance that it reads as: Brier score, calibration error and reliability over labelled captures. */
export const riskSet: EvaluationSet = {
  name: 'risk',
  folder: 'sessions/captures',
  marks: ['benign/truth.json'],
  source:
    'Captures of Stratosphere, nDPI, Zeek, OTRF and others with truths of their own; CONTRIBUTING.md says where to get them.',
  evaluate: async (folder, { quick }) => {
    const reading = readJudgeSettings(resourcesFolder(), []);
    if (!reading.ok) throw new Error(reading.problems.map(({ file, message }) => `${file}: ${message}`).join('\n'));
    const captures = listLabelled(folder).filter((_, index) => !quick || index % 3 === 0);
    const subjects: Subject[] = [];
    const left = { peers: 0, unscored: 0 };
    for (const capture of captures) {
      const judged = await judgeCapture(capture.files, reading.settings);
      const known = labelSubjects(judged, capture);
      left.peers += judged.length - known.length;
      const scored = known.filter(({ assessed }) => assessed.risk !== null);
      left.unscored += known.length - scored.length;
      subjects.push(...scored);
    }
    return toTables(subjects, left);
  },
};
