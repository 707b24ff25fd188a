import { fileURLToPath } from 'node:url';
import type { DirectionStats, Flow, L7Record } from '../telemetry/flow.ts';
import type { Observation } from '../telemetry/observation.ts';
import type { SubjectAssessment } from './assessment.ts';
import { readJudgeSettings } from './io/read-settings.ts';
import { Judge } from './judge.ts';
import type { JudgeSettings } from './judge-settings.ts';

/** A record of one kind. */
export type RecordOf<K extends L7Record['kind']> = Extract<L7Record, { kind: K }>;

/** Noon of a day in 2026, microseconds. */
export const NOON = Date.UTC(2026, 2, 3, 12) * 1000;
export const SECOND = 1e6;

/** The settings that are shipped. */
export function shippedSettings(localNetworks: readonly string[] = []): JudgeSettings {
  const reading = readJudgeSettings(fileURLToPath(new URL('../../resources', import.meta.url)), localNetworks);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.settings;
}

/** A direction of so many packets and payload bytes. */
export function side(packets: number, payload: number, flags = 0): DirectionStats {
  return {
    packets,
    bytes: payload + packets * 40,
    payload,
    flags,
    dataPackets: payload > 0 ? packets : 0,
    sizeMean: packets > 0 ? payload / packets : 0,
    sizeSd: 0,
    gapMean: 0,
    gapSd: 0,
    gapMin: 0,
    gapMax: 0,
  };
}

let lastId = 0;

/** An answered TCP connection, or what is given instead. */
export function flow(parts: Partial<Flow>): Flow {
  const id = parts.id ?? ++lastId;
  const start = parts.start ?? NOON;
  return {
    id,
    transport: 'tcp',
    src: '10.1.1.5',
    sport: 40_000 + (id % 20_000),
    dst: '198.51.100.7',
    dport: 443,
    vlans: [],
    tunnel: '',
    srcMac: '',
    dstMac: '',
    icmpType: 0,
    icmpCode: 0,
    start,
    end: start + 200_000,
    out: side(6, 600, 27),
    in: side(6, 3000, 27),
    pulses: { count: 1, gapMean: 0, gapSd: 0, gapMedian: 0, sizeMean: 600, sizeSd: 0 },
    state: 'SF',
    service: '',
    communityId: '',
    firstPacket: 0,
    lastPacket: 0,
    entropyOut: -1,
    entropyIn: -1,
    ...parts,
  };
}

/** A TCP attempt that met silence. */
export const silent = (parts: Partial<Flow>): Flow =>
  flow({ state: 'S0', out: side(3, 0, 2), in: side(0, 0), ...parts });
/** A TCP attempt that was turned away. */
export const refused = (parts: Partial<Flow>): Flow =>
  flow({ state: 'REJ', out: side(1, 0, 2), in: side(1, 0, 20), ...parts });

/** Subjects after the given flows and records; a record's flow comes after it, as in a capture. */
export function judgeAll(
  flows: readonly Flow[],
  records: readonly L7Record[] = [],
  localNetworks: readonly string[] = [],
): SubjectAssessment[] {
  const judge = new Judge(shippedSettings(localNetworks));
  const observations: Observation[] = [
    ...records.map((record): Observation => ({ kind: 'record', record })),
    ...flows.map((one): Observation => ({ kind: 'flow', flow: one, final: true })),
  ];
  for (const observation of observations) judge.observe(observation);
  return judge.assess().subjects;
}

/** The alerts of one subject, by type. */
export function alertsOf(subjects: readonly SubjectAssessment[], address: string): Record<string, number> {
  const subject = subjects.find(({ addresses }) => addresses.includes(address));
  const found: Record<string, number> = {};
  for (const alert of subject?.alerts ?? []) found[alert.type] = Math.max(found[alert.type] ?? 0, alert.score);
  return found;
}

/** Deterministic numbers of 0 to 1 for jitter in tests. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A subject of whom little is known, or what is given instead. */
export function assessed(parts: Partial<SubjectAssessment>): SubjectAssessment {
  const { id = 'a', risk = 0.05 } = parts;
  const about = { signal: 'base-rate', title: 'Base rate', evidence: '', technique: null, alert: null };
  return {
    id,
    name: id,
    addresses: [id],
    macs: [],
    names: [],
    network: '',
    risk,
    verdict: 'benign',
    personas: [],
    completeness: 1,
    incompleteReason: '',
    inferredRole: { role: '', probability: 0 },
    contributions: risk === null ? [] : [{ ...about, weight: risk }],
    lowering: [],
    alerts: [],
    networkFacts: [],
    signatures: [],
    profile: { asked: 0, served: 0, failed: 0, uses: [], offers: [], servers: 0, clients: 0, hours: [] },
    traits: { features: {}, services: [], label: '' },
    mitigationRules: [],
    declaredRole: '',
    sensitivity: 'undeclared',
    baseline: null,
    flows: 1,
    bytesOut: 0,
    bytesIn: 0,
    firstSeen: 0,
    lastSeen: 0,
    ...parts,
  };
}
