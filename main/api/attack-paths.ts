import type { AttackPaths } from '../../shared/contract/paths.ts';
import type { SubjectRow, Technique } from '../../shared/contract/subject.ts';
import type { AttackModel, AttackPath } from '../detection/attack-paths/attack-graph.ts';
import { applyRules } from '../detection/attack-paths/apply-rules.ts';
import { buildAttackGraph, INTERNET } from '../detection/attack-paths/build-attack-graph.ts';
import { chooseStarts, chooseTargets, type End, expandStart } from '../detection/attack-paths/choose-ends.ts';
import { simulateAttacks } from '../detection/attack-paths/simulate-attacks.ts';
import type { HostRules } from '../policy/host-rules.ts';
import { waysPermitted } from '../policy/shadow/ways-permitted.ts';
import type { Weaknesses } from '../intel/vulnerabilities/weakness.ts';
import type { EdgeSum } from '../store/flow-summaries.ts';

/** What attack paths are told from. */
export interface PathsParts {
  rows: readonly SubjectRow[];
  /** What is known to be vulnerable, by id of the subject. */
  weaknesses: ReadonlyMap<string, Weaknesses>;
  /** Flows of the session, summed by pair and service. */
  sums: readonly EdgeSum[];
  /** Rules in force on the hosts of its VMs; none where nothing is enforced. */
  rules?: readonly HostRules[];
  attackModel: AttackModel;
  techniqueOf: (id: string) => Technique;
}

function joinEnds(ends: readonly End[]): End[] {
  return [...new Map(ends.map((end) => [end.id, end])).values()];
}

/** Simulates attacks over a session and tells them for a screen or a report. */
export function tellAttackPaths(
  { rows, weaknesses, sums, rules = [], attackModel, techniqueOf }: PathsParts,
  asked: { starts?: readonly string[] | undefined; targets?: readonly string[] | undefined },
): AttackPaths {
  const subjects = rows.map(({ id, name, addresses, role, sensitivity }) => ({
    id,
    name,
    addresses,
    role,
    sensitivity,
    // One that nobody has mended yet lies everywhere: only what an update would close sets a VM apart.
    weaknesses: (weaknesses.get(id)?.worst ?? []).filter(({ exploited, fixed }) => exploited || fixed !== ''),
  }));
  const inForce = waysPermitted(rules, subjects);
  const { graph, denied, isWhole } = applyRules(buildAttackGraph(subjects, sums), inForce);
  const { nodes, edges } = graph;
  const asRuled =
    inForce.governed.size === 0
      ? ''
      : ` Rules in force speak of ${inForce.governed.size} VM${inForce.governed.size === 1 ? '' : 's'} and deny ${denied} ways${isWhole ? '' : '; there were too many to ask about all, the others count as open'}.`;
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  const taken = new Map(rows.flatMap(({ id, risk, verdict }) => (verdict === 'malicious' ? [[id, risk ?? 0]] : [])));
  const chosen = (ids: readonly string[] | undefined, otherwise: () => End[]): End[] =>
    ids === undefined ? otherwise() : ids.map((id) => ({ id, why: 'chosen' }));
  const starts =
    asked.starts === undefined
      ? chooseStarts(taken)
      : joinEnds(asked.starts.flatMap((word) => expandStart(word, subjects, nodes, taken)));
  const held = new Set(starts.map(({ id }) => id));
  const targets = chosen(asked.targets, () => chooseTargets(subjects)).filter(({ id }) => !held.has(id));
  const ids = (ends: readonly End[]): string[] => ends.map(({ id }) => id);
  const { likeliest, shortest, safe, cuts } = simulateAttacks(nodes, edges, ids(starts), ids(targets), attackModel);

  const toView = (path: AttackPath): AttackPaths['likeliest'][number] => ({
    start: path.start,
    target: path.target,
    targetName: nameOf(path.target),
    probability: path.probability,
    steps: path.steps.map(({ from, to, edge, technique, probability, needs }) => ({
      from,
      fromName: nameOf(from),
      to,
      toName: nameOf(to),
      service: edge.service,
      port: edge.port,
      technique: techniqueOf(technique),
      probability,
      needs: `${needs} ${edge.service || edge.transport} ${edge.port} of ${nameOf(to)}`,
      observed: edge.basis === 'observed',
    })),
  });
  const withNames = (ends: readonly End[]): AttackPaths['starts'] =>
    ends.map(({ id, why }) => ({ id, name: nameOf(id), why }));
  return {
    starts: withNames(starts),
    targets: withNames(targets),
    likeliest: likeliest.map(toView),
    shortest: shortest.map(toView),
    safe,
    cuts: cuts.map(({ edge, saved, relief }) => ({
      from: edge.from,
      fromName: nameOf(edge.from),
      to: edge.to,
      toName: nameOf(edge.to),
      transport: edge.transport,
      port: edge.port,
      service: edge.service,
      saved,
      relief,
      text: `Deny ${edge.from === INTERNET ? 'the Internet' : nameOf(edge.from)} → ${nameOf(edge.to)}, ${edge.transport} ${edge.port}`,
    })),
    basis: `${subjects.length} VMs and ${edges.length} ways between them, as the evidence shows them: services that were seen to answer.${asRuled} Chances order ways against each other and are no forecast.`,
  };
}
