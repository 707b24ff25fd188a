import type { SubjectDependency } from '../../shared/contract/risk.ts';
import type { SubjectRow } from '../../shared/contract/subject.ts';
import type { Session } from '../captures/session.ts';
import type { SubjectAssessment } from '../detection/assessment.ts';
import { toServiceLabel } from '../graph/service-label.ts';
import { sumEdges } from '../store/flow-summaries.ts';
import { answeredFlows } from './answered-flows.ts';

/** Edges looked at; the heaviest. */
const maxEdges = 20_000;
const maxRows = 200;
const maxServices = 3;

/** On whom a subject depends and who depends on it, with how each stands itself: the riskiest first. */
export function toDependencies(
  session: Session,
  rows: readonly SubjectRow[],
  subject: SubjectAssessment,
): { rows: SubjectDependency[]; total: number } {
  const owner = new Map<string, SubjectRow>();
  for (const row of rows) for (const address of row.addresses) owner.set(address, row);
  const known = new Map(session.assessment.subjects.map((one) => [one.id, one]));
  const own = new Set(subject.addresses);
  const found = new Map<string, SubjectDependency & { weights: Map<string, number> }>();
  for (const edge of sumEdges(session.store, { condition: answeredFlows, addresses: subject.addresses }, maxEdges)) {
    // What was never answered is no service that anybody depends on.
    if (edge.bytesIn === 0 || (edge.transport !== 'tcp' && edge.transport !== 'udp')) continue;
    const direction = own.has(edge.src) ? 'uses' : 'used-by';
    const other = owner.get(direction === 'uses' ? edge.dst : edge.src);
    if (other === undefined || other.id === subject.id) continue;
    const key = `${direction} ${other.id}`;
    const row = found.get(key) ?? {
      ...standing(direction, other, known.get(other.id)),
      adds: addedBy(subject, other.id, direction),
      flows: 0,
      bytes: 0,
      firstSeen: edge.firstSeen,
      lastSeen: edge.lastSeen,
      weights: new Map<string, number>(),
    };
    row.flows += edge.flows;
    row.bytes += edge.bytesOut + edge.bytesIn;
    row.firstSeen = Math.min(row.firstSeen, edge.firstSeen);
    row.lastSeen = Math.max(row.lastSeen, edge.lastSeen);
    const label = toServiceLabel(edge.transport, edge.service, edge.dport);
    row.weights.set(label, (row.weights.get(label) ?? 0) + edge.flows);
    found.set(key, row);
  }
  const ordered = [...found.values()].sort(
    (left, right) => right.adds - left.adds || (right.risk ?? -1) - (left.risk ?? -1) || right.flows - left.flows,
  );
  return {
    rows: ordered.slice(0, maxRows).map(({ weights, ...row }) => ({
      ...row,
      services: [...weights]
        .sort((left, right) => right[1] - left[1])
        .slice(0, maxServices)
        .map(([label]) => label),
    })),
    total: ordered.length,
  };
}

function standing(
  direction: SubjectDependency['direction'],
  { id, name, role, sensitivity, risk }: SubjectRow,
  assessed: SubjectAssessment | undefined,
): Pick<SubjectDependency, 'direction' | 'id' | 'name' | 'role' | 'sensitivity' | 'risk' | 'weaknesses' | 'services'> {
  const weaknesses = assessed?.weaknesses;
  return {
    direction,
    id,
    name,
    role,
    sensitivity,
    risk,
    weaknesses: weaknesses === undefined ? null : { total: weaknesses.total, exploited: weaknesses.exploited },
    services: [],
  };
}

/** What comes over from a neighbour by this use of services. */
function addedBy(subject: SubjectAssessment, other: string, direction: SubjectDependency['direction']): number {
  const kind = direction === 'uses' ? 'inherited' : 'within-reach';
  const at = subject.inherited?.findIndex((one) => one.kind === kind && one.source === other) ?? -1;
  const arriving = subject.contributions.filter(({ path }) => path !== undefined);
  return at < 0 ? 0 : Math.max(0, arriving[at]?.weight ?? 0);
}
