import type { SubjectRow } from '../../shared/contract/subject.ts';
import type { SubjectAssessment } from '../detection/assessment.ts';
import type { Declaration } from '../store/console-store.ts';

/** Buckets of a spark line. */
export const sparkBuckets = 40;

const sensitivities = ['public', 'internal', 'confidential', 'restricted'] as const;

function readSensitivity(text: string | undefined): SubjectRow['sensitivity'] {
  return sensitivities.find((known) => known === text) ?? 'undeclared';
}

/**
 * A subject as a row of the fleet.
 * @param spark flows a bucket over the session
 * @param vm what its host says of it
 * @param cluster the VMs that it is like
 * @param span start and end of the session, to place the first alert on the spark line
 */
export function toSubjectRow(
  subject: SubjectAssessment,
  declared: Declaration | undefined,
  spark: readonly number[],
  span: { start: number; end: number },
  peers: number,
  vm?: SubjectRow['vm'],
  cluster?: SubjectRow['cluster'],
): SubjectRow {
  const last = subject.alerts.reduce<SubjectAssessment['alerts'][number] | null>(
    (latest, alert) => (latest === null || alert.lastSeen > latest.lastSeen ? alert : latest),
    null,
  );
  const first = subject.alerts.reduce(
    (earliest, alert) => Math.min(earliest, alert.firstSeen),
    Number.POSITIVE_INFINITY,
  );
  const step = (span.end - span.start) / sparkBuckets || 1;
  const declaredRole = declared?.role || subject.declaredRole;
  return {
    id: subject.id,
    name: declared?.name || subject.name,
    addresses: subject.addresses,
    macs: subject.macs,
    names: subject.names,
    network: subject.network,
    risk: subject.risk,
    verdict: subject.verdict,
    personas: subject.personas,
    completeness: subject.completeness,
    incompleteReason: subject.incompleteReason,
    role: declaredRole || subject.inferredRole.role,
    roleSource: declaredRole ? 'declared' : subject.inferredRole.role ? 'inferred' : 'unknown',
    sensitivity: readSensitivity(declared?.sensitivity ?? subject.sensitivity),
    spark: [...spark],
    sparkAlert: Number.isFinite(first)
      ? Math.max(0, Math.min(sparkBuckets - 1, Math.floor((first - span.start) / step)))
      : null,
    lastAlert: last && {
      id: last.id,
      title: last.title,
      why: last.why,
      time: last.lastSeen,
      technique: last.technique,
    },
    alerts: subject.alerts.length,
    flows: subject.flows,
    peers,
    bytesOut: subject.bytesOut,
    bytesIn: subject.bytesIn,
    firstSeen: subject.firstSeen,
    lastSeen: subject.lastSeen,
    ...(vm === undefined ? {} : { vm }),
    ...(cluster === undefined ? {} : { cluster }),
  };
}
