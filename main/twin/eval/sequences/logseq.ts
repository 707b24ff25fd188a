import type { EvaluationSet } from '../evaluation-set.ts';
import { evaluateScorer, outcomeRow, traceColumns } from './evaluate-traces.ts';
import { readEventSequences } from './io/read-event-sequences.ts';
import { traceScorers } from './trace-scorers.ts';

/** Sequences of log events (AIT): that the same models take other events than system calls. */
export const logseq: EvaluationSet = {
  name: 'logseq',
  folder: 'logseq',
  marks: ['hadoop_train', 'hdfs_train', 'bgl_train', 'openstack_train', 'thunderbird_train', 'awsctd_train'],
  source:
    'The sequences are on GitHub in ait-aecid/anomaly-detection-log-datasets: put hadoop_train, hadoop_test_normal and hadoop_test_abnormal into logseq/.',
  evaluate: async (folder, options) =>
    (await readEventSequences(folder)).map(({ name, traces }) => ({
      title: `${name}: sequences of log events, learned from normal ones only`,
      protocol: [
        `Learned: ${traces.training.length} sequences. Told: ${traces.normal.length} normal against ${traces.attacks.length} abnormal ones. Nothing was tuned on this set; no figure is promised for it.`,
        `Realised false alarms: threshold from held-out fifths of training; p-values among up to 512 normal scores before. Seed ${options.seed}.`,
      ],
      columns: traceColumns,
      rows: traceScorers.map((scorer) => outcomeRow(evaluateScorer(scorer, traces, options))),
      targets: [],
    })),
};
