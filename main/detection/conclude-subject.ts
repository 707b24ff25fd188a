import { featuresOfAlerts } from '../personas/alert-features.ts';
import { fitLabel } from '../personas/clusters/fit-label.ts';
import { leadingAddress, sortAddresses } from '../personas/group-machines.ts';
import { joinCounts, joinSummaries } from '../personas/traffic-summary.ts';
import { inferRole, scorePersona } from '../personas/score-persona.ts';
import type { PersonaEvidence } from '../personas/score-persona.ts';
import type { Features } from '../personas/features.ts';
import { type Alert, sensitivitySchema } from '../../shared/contract/subject.ts';
import type { Answers, SubjectAssessment } from './assessment.ts';
import { techniqueOf } from './attack-table.ts';
import type { HostTrace } from './host-trace.ts';
import type { JudgeSettings } from './judge-settings.ts';
import type { KnownMachine } from './machine-table.ts';
import { type Lowering, lowerRisk } from './lower-risk.ts';
import { contributionsOf, riskOf, verdictOf } from './risk.ts';
import { sayCount } from './say.ts';
import type { AlertDraft } from './signal.ts';
import type { Thresholds } from './thresholds.ts';

/** What is known of a machine beside its traces. */
export interface MachineFacts {
  macs: string[];
  network: string;
  isGateway: boolean;
  gateway: string;
  /** Share of the traffic that was lost, where the source admits it. */
  loss: number;
  /** The VM that it is, where a host told so. */
  machine: KnownMachine | null;
}

function namesOf(traces: readonly HostTrace[]): string[] {
  const ranks = new Map<string, number>();
  for (const trace of traces) {
    for (const [name, rank] of trace.names) ranks.set(name, Math.min(rank, ranks.get(name) ?? rank));
  }
  return [...ranks].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
}

/** Joins evidence of several addresses of one machine: shares by what they rest on. */
function joinEvidence(parts: readonly PersonaEvidence[]): PersonaEvidence {
  const amount = parts.reduce((sum, part) => sum + part.amount, 0);
  const features: Features = {};
  for (const part of parts) {
    const share = amount === 0 ? 0 : part.amount / amount;
    for (const [name, value] of Object.entries(part.features)) {
      const feature = name as keyof Features;
      features[feature] = (features[feature] ?? 0) + value * share;
    }
  }
  return { features, amount };
}

function toAlert(draft: AlertDraft, subject: string, subjectName: string, settings: JudgeSettings): Alert {
  const techniques = [...new Set(draft.techniques)].map((id) => techniqueOf(settings.attack, id));
  const [technique, ...otherTechniques] = techniques;
  return {
    id: `${draft.type}:${subject}:${draft.key}`,
    subject,
    subjectName,
    type: draft.type,
    title: draft.title,
    why: draft.why,
    technique: technique ?? { id: '', name: '', tactic: '' },
    otherTechniques,
    score: draft.score,
    peers: draft.peers,
    firstSeen: draft.firstSeen,
    lastSeen: draft.lastSeen,
    flows: draft.flows.slice(0, 200),
    flowCount: draft.flowCount,
    filter: draft.filter,
    ...(draft.feeds === undefined ? {} : { feeds: draft.feeds }),
  };
}

/** Alerts of one type that are kept for a subject: the strongest. What they leave out adds nothing an analyst would read. */
const MAX_OF_TYPE = 10;

/** Alerts of several addresses of one machine; the same thing said twice is kept once, by its stronger telling. */
function alertsOf(drafts: readonly AlertDraft[], subject: string, name: string, settings: JudgeSettings): Alert[] {
  const alerts = new Map<string, Alert>();
  for (const draft of drafts) {
    const alert = toAlert(draft, subject, name, settings);
    const known = alerts.get(alert.id);
    if (known === undefined || known.score < alert.score) alerts.set(alert.id, alert);
  }
  const told = new Map<string, number>();
  return [...alerts.values()]
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .filter((alert) => {
      const before = told.get(alert.type) ?? 0;
      told.set(alert.type, before + 1);
      return before < MAX_OF_TYPE;
    });
}

function completenessOf(
  hours: number,
  flows: number,
  loss: number,
  settings: JudgeSettings,
): { share: number; reason: string } {
  const { baseline } = settings.thresholds;
  const seen = Math.min(1, hours / baseline.hours);
  const enough = Math.min(1, flows / baseline.flows);
  const share = Math.sqrt(seen * enough) * (1 - loss);
  const reasons: string[] = [];
  if (seen < 1) reasons.push(`seen in ${sayCount(hours, 'hour')} of ${baseline.hours}`);
  if (enough < 1) reasons.push(`${sayCount(flows, 'flow')} of ${baseline.flows.toLocaleString('en-US')}`);
  if (loss > 0) reasons.push(`${(loss * 100).toFixed(1)} % of the traffic was lost`);
  return { share, reason: reasons.join('; ') };
}

function lowerOwn(alerts: readonly Alert[], risk: number, thresholds: Thresholds): Lowering[] {
  const without = (gone: readonly unknown[]): number =>
    riskOf(
      alerts.filter((alert) => !gone.includes(alert)),
      thresholds,
    );
  return lowerRisk(
    alerts.map((alert) => ({ alert, effect: risk - without([alert]) })),
    (answered) => without(answered.map((sign) => ('alert' in sign ? sign.alert : null))),
  );
}

/** Draws what is known and thought of one machine from its traces and what its signals concluded. */
export function concludeSubject(
  traces: readonly HostTrace[],
  drafts: readonly AlertDraft[],
  facts: MachineFacts,
  settings: JudgeSettings,
  answers?: Answers,
): SubjectAssessment {
  const { thresholds, catalogue } = settings;
  const addresses = traces.map((trace) => trace.address).filter((address) => !address.startsWith('host:'));
  const names = namesOf(traces);
  const vm = facts.machine?.facts;
  const id = vm?.uuid ?? (leadingAddress(addresses) || (names[0] ?? traces[0]?.address ?? ''));
  const name = vm?.name ?? names[0] ?? id;
  const alerts = alertsOf(drafts, id, name, settings).map((alert) => {
    const answered = answers?.of(alert, vm?.role ?? '');
    return answered === undefined ? alert : { ...alert, answered };
  });
  const sum = (count: (trace: HostTrace) => number): number => traces.reduce((total, trace) => total + count(trace), 0);
  const flows = sum((trace) => trace.flows);
  const enough = flows >= thresholds.risk.minFlows && sum((trace) => trace.packets) >= thresholds.risk.minPackets;
  const risk = enough || alerts.length > 0 ? riskOf(alerts, thresholds) : null;
  const evidence = joinEvidence(traces.map((trace) => trace.profile.evidence()));
  const forwards: Features = facts.isGateway ? { forwards: 1 } : {};
  // What was not what it looked like says nothing of who it is.
  const told = featuresOfAlerts(alerts.filter(({ answered }) => answered?.by !== 'feedback'));
  const strongest = Math.max(0, ...Object.values(told));
  const profile = joinSummaries(traces.map((trace) => trace.profile.summary()));
  const personas = scorePersona(
    // A sure alert is more telling than the same packets of ordinary traffic.
    { features: { ...evidence.features, ...forwards, ...told }, amount: evidence.amount * (1 + 3 * strongest) },
    catalogue,
  );
  const hours = new Set(traces.flatMap((trace) => [...trace.hours])).size;
  const { share, reason } = completenessOf(hours, flows, facts.loss, settings);
  const networkFacts = [
    ...facts.macs.map((mac) => ({ name: 'MAC', value: mac })),
    ...(facts.isGateway ? [{ name: 'Role on the link', value: 'gateway' }] : []),
    ...(facts.gateway !== '' && !addresses.includes(facts.gateway) ? [{ name: 'Gateway', value: facts.gateway }] : []),
    ...traces.flatMap((trace) => [...trace.facts.entries.values()]),
  ];
  return {
    id,
    name,
    // What was leased to a VM is its own, heard or not; which was heard first says nothing of a VM.
    addresses:
      vm === undefined ? addresses : sortAddresses([...addresses, ...vm.addresses.map(({ address }) => address)]),
    macs: vm === undefined ? facts.macs : [...new Set([...vm.interfaces.map(({ mac }) => mac), ...facts.macs])],
    names,
    network: facts.network,
    risk,
    verdict: verdictOf(risk, thresholds),
    personas,
    completeness: share,
    incompleteReason: reason,
    inferredRole: inferRole(personas, catalogue),
    contributions: risk === null ? [] : contributionsOf(alerts, thresholds),
    lowering: risk === null ? [] : lowerOwn(alerts, risk, thresholds),
    alerts,
    networkFacts,
    profile,
    traits: {
      features: { ...evidence.features, ...forwards },
      services: joinCounts(traces.map((trace) => trace.profile.services())),
      label: fitLabel({ ...evidence.features, ...forwards, ...told }, catalogue, profile),
    },
    mitigationRules: [],
    declaredRole: vm?.role ?? '',
    sensitivity: sensitivitySchema.catch('undeclared').parse(vm?.sensitivity),
    baseline: null,
    signatures: traces
      .flatMap((trace) => [...trace.signatures.entries.values()])
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
    flows,
    bytesOut: sum((trace) => trace.bytesOut),
    bytesIn: sum((trace) => trace.bytesIn),
    firstSeen: Math.min(
      facts.machine?.firstSeen ?? Number.POSITIVE_INFINITY,
      ...traces.map((trace) => trace.firstSeen),
    ),
    lastSeen: Math.max(facts.machine?.firstSeen ?? 0, ...traces.map((trace) => trace.lastSeen)),
  };
}
