import { readJudgeSettings } from '../../detection/io/read-settings.ts';
import type { EvaluationSet, EvaluationTable } from '../../twin/eval/evaluation-set.ts';
import { readSyscallSessions } from '../../twin/eval/sequences/io/read-syscall-sessions.ts';
import type { SyscallSession } from '../../twin/eval/sequences/syscall-session.ts';
import type { PersonaCatalogue } from '../catalogue.ts';
import { clusterFleet } from '../clusters/cluster-fleet.ts';
import { fitLabel } from '../clusters/fit-label.ts';
import type { FleetPoint } from '../clusters/fleet-point.ts';
import { placeVms } from '../clusters/place-vms.ts';
import { toFleetPoint } from '../clusters/to-fleet-point.ts';
import { adjustedRandIndex } from './adjusted-rand-index.ts';
import { readSampleSession } from './io/read-sample-session.ts';
import { resourcesFolder } from './io/resources-folder.ts';
import { sliceFlows, type VmSlice } from './vm-slice.ts';

/** Length of a slice of the sample session, microseconds. */
const SLICE = 60e6;

/** The trivial ways to group: by the most frequent words, or by all words that stand at all. */
const mostOf = (counts: ReadonlyMap<string, number> | undefined, most = 1): string =>
  [...(counts ?? [])]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, most)
    .map(([word]) => word)
    .sort()
    .join();
const allOf = (counts: ReadonlyMap<string, number> | undefined, start: string): string =>
  [...(counts?.keys() ?? [])]
    .filter((word) => word.startsWith(start))
    .sort()
    .join();

/** ARI of a grouping and number of its groups, as cells. */
function tellGroups(truth: readonly string[], groups: readonly (string | number)[]): string[] {
  return [String(new Set(groups).size), adjustedRandIndex(truth, groups).toFixed(3)];
}

/** Number of the cluster of each point. */
function clusterOf(points: readonly FleetPoint[]): number[] {
  const numbers = new Map(
    clusterFleet(points).flatMap(({ members }, index) => members.map((id) => [id, index] as const)),
  );
  return points.map(({ id }) => numbers.get(id) ?? -1);
}

/** How many of some are flagged as of unknown persona. */
function flagged(points: readonly FleetPoint[], isAmong: (index: number) => boolean): { count: number; of: number } {
  const clusters = clusterFleet(points);
  const places = placeVms(
    points,
    clusters,
    clusters.map((_, index) => index + 1),
  );
  const among = points.filter((_, index) => isAmong(index));
  return { count: among.filter(({ id }) => places.get(id)?.unknown === true).length, of: among.length };
}

function histogramOf(session: SyscallSession): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { calls } of session.threads)
    for (const call of calls) counts.set(String(call), (counts.get(String(call)) ?? 0) + 1);
  return counts;
}

/** Sessions of services by what they call: each stands for a VM of which only the agent tells. */
function evaluateServices(sessions: readonly SyscallSession[]): EvaluationTable[] {
  const empty = { features: {}, services: [], label: '' };
  const profile = { asked: 0, served: 0, failed: 0, uses: [], offers: [], servers: 0, clients: 0, hours: [] };
  const groupsOf = [
    { what: 'normal sessions', of: sessions.filter(({ attack }) => attack === '') },
    { what: 'all, attacked ones too', of: sessions },
  ];
  const rows: string[][] = [];
  const reached: number[] = [];
  for (const { what, of } of groupsOf) {
    const known = of.flatMap((session) => {
      const point = toFleetPoint(
        session.file,
        { traits: empty, profile },
        { syscalls: [...histogramOf(session)], programs: [] },
      );
      return point === null ? [] : [{ point, role: session.role }];
    });
    const points = known.map(({ point }) => point);
    const truth = known.map(({ role }) => role);
    const groups = clusterOf(points);
    reached.push(adjustedRandIndex(truth, groups));
    rows.push(
      [
        `${what}: trivial, most frequent call`,
        String(points.length),
        ...tellGroups(
          truth,
          points.map(({ blocks }) => mostOf(blocks.syscalls)),
        ),
        '',
        '',
      ],
      [
        `${what}: trivial, three most frequent`,
        String(points.length),
        ...tellGroups(
          truth,
          points.map(({ blocks }) => mostOf(blocks.syscalls, 3)),
        ),
        '',
        '',
      ],
      [`${what}: clusters`, String(points.length), ...tellGroups(truth, groups), ...tellLeftOut(points, truth)],
    );
  }
  return [
    {
      title: 'Clusters of recorded services, by their system calls',
      protocol: [
        'Each session stands for a VM; what is compared is how often it made each call. Truth: the role of the service. Nothing was learned and nothing tuned on this set.',
        'Left out: each role in turn has no label; of the others every second session carries one. Flagged as unknown: of the role left out, and wrongly of the others.',
      ],
      columns: ['grouped by', 'sessions', 'groups', 'ARI', 'left out, flagged', 'others, flagged'],
      rows,
      targets: [{ what: 'ARI of normal sessions', value: reached[0] ?? 0, atLeast: 0.9 }],
    },
  ];
}

/** Leaves the label of each role out in turn; half of the others' members have theirs. */
function tellLeftOut(points: readonly FleetPoint[], truth: readonly string[]): string[] {
  const left = { count: 0, of: 0 };
  const others = { count: 0, of: 0 };
  for (const role of new Set(truth)) {
    const labelled = points.map((point, index) => ({
      ...point,
      label: truth[index] !== role && index % 2 === 0 ? (truth[index] ?? '') : '',
    }));
    for (const [sum, isAmong] of [
      [left, (index: number) => truth[index] === role],
      [others, (index: number) => truth[index] !== role],
    ] as const) {
      const { count, of } = flagged(labelled, isAmong);
      sum.count += count;
      sum.of += of;
    }
  }
  return [left, others].map(({ count, of }) => `${count} of ${of}`);
}

function toPoint({ id, profile }: VmSlice, catalogue: PersonaCatalogue): FleetPoint | null {
  const { features } = profile.evidence();
  const traits = { features, services: profile.services(), label: fitLabel(features, catalogue, profile.summary()) };
  return toFleetPoint(id, { traits, profile: profile.summary() });
}

async function evaluateSample(): Promise<EvaluationTable> {
  const reading = readJudgeSettings(resourcesFolder(), []);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  const { settings } = reading;
  const told = await readSampleSession(settings);
  const roles = new Map(
    told.flatMap((one) =>
      one.kind === 'machine' ? one.facts.addresses.map(({ address }) => [address, one.facts.role] as const) : [],
    ),
  );
  const flows = told.flatMap((one) => (one.kind === 'flow' && one.final ? [one.flow] : []));
  const known = sliceFlows(flows, (address) => roles.get(address), SLICE).flatMap((slice) => {
    const point = toPoint(slice, settings.catalogue);
    return point === null ? [] : [{ point, role: slice.role }];
  });
  const points = known.map(({ point }) => point);
  const truth = known.map(({ role }) => role);
  const groups = clusterOf(points);
  return {
    title: 'Clusters of the sample session, by traffic',
    protocol: [
      `Its VMs by the minute, as if each were a VM of its own: ${points.length} of them have enough flows to say anything. Truth: the declared role (${[...new Set(truth)].sort().join(', ')}).`,
      'Minutes of the intrusion are in it: what the workstation does then (a scan, later a beacon) is like nothing it did before.',
    ],
    columns: ['grouped by', 'groups', 'ARI'],
    rows: [
      [
        'trivial: open ports',
        ...tellGroups(
          truth,
          points.map(({ blocks }) => allOf(blocks.services, 'offers ')),
        ),
      ],
      [
        'trivial: dominant service',
        ...tellGroups(
          truth,
          points.map(({ blocks }) => mostOf(blocks.services)),
        ),
      ],
      [
        'trivial: label that fits',
        ...tellGroups(
          truth,
          points.map(({ label }) => label),
        ),
      ],
      ['clusters', ...tellGroups(truth, groups)],
    ],
    targets: [{ what: 'ARI', value: adjustedRandIndex(truth, groups), atLeast: 0.8 }],
  };
}

/** Whether VMs are grouped by their role without being told what roles there are. */
export const clustersSet: EvaluationSet = {
  name: 'clusters',
  folder: 'syscalls-modern',
  marks: ['index.jsonl'],
  source:
    'It holds index.jsonl and traces.tar.xz, a text a session with lines `ms pid syscall error attacker`: record your own services so, with `strace -f -ttt` or the agent, into syscalls-modern/.',
  evaluate: async (folder) => [await evaluateSample(), ...evaluateServices(await readSyscallSessions(folder))],
};
