import type { z } from 'zod';
import type { peerSchema, portUseSchema, SubjectDetail } from '../../shared/contract/subject.ts';
import type { TimeWindow } from '../../shared/units.ts';
import type { Session } from '../captures/session.ts';
import { toServiceLabel } from '../graph/service-label.ts';
import { countByHour, sumEdges, type EdgeSum } from '../store/flow-summaries.ts';
import type { SubjectAssessment } from '../detection/assessment.ts';
import type { SessionView } from './session-view.ts';

type Peer = z.infer<typeof peerSchema>;
type PortUse = z.infer<typeof portUseSchema>;

const everything = { sql: '1', values: [] };
const maxPeers = 500;
const maxPorts = 300;

/** Sums edges to peers; bytes are oriented as the subject sees them. */
function toPeers(
  edges: readonly EdgeSum[],
  subject: SubjectAssessment,
  owner: ReadonlyMap<string, SubjectAssessment>,
  newAfter: number,
): Peer[] {
  const own = new Set(subject.addresses);
  const alertsOf = new Map<string, number>();
  for (const alert of subject.alerts) {
    for (const peer of alert.peers) {
      const address = peer.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
      alertsOf.set(address, (alertsOf.get(address) ?? 0) + 1);
    }
  }
  const peers = new Map<string, Peer & { weights: Map<string, number> }>();
  for (const edge of edges) {
    const starts = own.has(edge.src);
    const address = starts ? edge.dst : edge.src;
    const known = peers.get(address) ?? {
      address,
      subject: owner.get(address)?.id ?? null,
      name: owner.get(address)?.name ?? '',
      outside: !owner.has(address),
      services: [],
      flows: 0,
      bytesOut: 0,
      bytesIn: 0,
      firstSeen: edge.firstSeen,
      lastSeen: edge.lastSeen,
      isNew: false,
      alerts: alertsOf.get(address) ?? 0,
      weights: new Map<string, number>(),
    };
    known.flows += edge.flows;
    known.bytesOut += starts ? edge.bytesOut : edge.bytesIn;
    known.bytesIn += starts ? edge.bytesIn : edge.bytesOut;
    known.firstSeen = Math.min(known.firstSeen, edge.firstSeen);
    known.lastSeen = Math.max(known.lastSeen, edge.lastSeen);
    const label = toServiceLabel(edge.transport, edge.service, edge.dport);
    known.weights.set(label, (known.weights.get(label) ?? 0) + edge.flows);
    peers.set(address, known);
  }
  return [...peers.values()]
    .map(({ weights, ...peer }) => ({
      ...peer,
      isNew: peer.firstSeen > newAfter,
      services: [...weights]
        .sort((left, right) => right[1] - left[1])
        .slice(0, 4)
        .map(([label]) => label),
    }))
    .sort((left, right) => right.alerts - left.alerts || right.bytesOut + right.bytesIn - left.bytesOut - left.bytesIn);
}

function toPorts(edges: readonly EdgeSum[], own: ReadonlySet<string>): PortUse[] {
  const ports = new Map<string, PortUse & { peerSet: Set<string> }>();
  for (const edge of edges) {
    const starts = own.has(edge.src);
    const key = `${starts} ${edge.transport} ${edge.dport} ${edge.service}`;
    const known = ports.get(key) ?? {
      direction: starts ? ('uses' as const) : ('offers' as const),
      transport: edge.transport,
      port: edge.dport,
      service: edge.service,
      peers: 0,
      flows: 0,
      bytesOut: 0,
      bytesIn: 0,
      peerSet: new Set<string>(),
    };
    known.flows += edge.flows;
    known.bytesOut += starts ? edge.bytesOut : edge.bytesIn;
    known.bytesIn += starts ? edge.bytesIn : edge.bytesOut;
    known.peerSet.add(starts ? edge.dst : edge.src);
    ports.set(key, known);
  }
  return [...ports.values()]
    .map(({ peerSet, ...port }) => ({ ...port, peers: peerSet.size }))
    .sort((left, right) => right.flows - left.flows)
    .slice(0, maxPorts);
}

function toProtocols(edges: readonly EdgeSum[]): SubjectDetail['protocols'] {
  const protocols = new Map<string, { name: string; flows: number; bytes: number }>();
  for (const edge of edges) {
    const name = edge.service || edge.transport;
    const known = protocols.get(name) ?? { name, flows: 0, bytes: 0 };
    known.flows += edge.flows;
    known.bytes += edge.bytesOut + edge.bytesIn;
    protocols.set(name, known);
  }
  return [...protocols.values()].sort((left, right) => right.flows - left.flows).slice(0, 50);
}

/** All the VM page shows at once of one subject. */
export function toSubjectDetail(
  session: Session,
  view: SessionView,
  subject: SubjectAssessment,
  window: TimeWindow | undefined,
  baseline: Pick<SubjectDetail, 'baseline' | 'baselineText'>,
): SubjectDetail {
  const row = view.subjectRows().find((known) => known.id === subject.id);
  if (!row) throw new Error(`subject ${subject.id} has no row`);
  const owner = new Map<string, SubjectAssessment>();
  for (const known of session.assessment.subjects) for (const address of known.addresses) owner.set(address, known);
  const selection = { condition: everything, addresses: subject.addresses, window };
  const edges = sumEdges(session.store, selection, 20_000);
  const state = session.toState();
  const newAfter = (state.start ?? 0) + ((state.end ?? 0) - (state.start ?? 0)) / 4;
  const peers = toPeers(edges, subject, owner, newAfter);
  return {
    row,
    ...baseline,
    contributions: subject.contributions,
    lowering: subject.lowering,
    alerts: window
      ? subject.alerts.filter((alert) => alert.lastSeen >= window.from && alert.firstSeen < window.to)
      : subject.alerts,
    network: subject.networkFacts,
    signatures: subject.signatures,
    peers: peers.slice(0, maxPeers),
    peersTotal: peers.length,
    ports: toPorts(edges, new Set(subject.addresses)),
    hours: countByHour(session.store, selection),
    protocols: toProtocols(edges),
    ...(subject.weaknesses === undefined ? {} : { weaknesses: subject.weaknesses }),
  };
}
