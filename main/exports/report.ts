import type { Session } from '../captures/session.ts';
import type { EdgeSum } from '../store/flow-summaries.ts';
import { toServiceLabel } from '../graph/service-label.ts';

/** Version of the report's shape; grows when a field changes its meaning or goes. */
export const reportVersion = 1;

/** Evidence time as ISO 8601 with microseconds, null where nothing was seen. */
export function toIsoTime(micros: number | null): string | null {
  if (micros === null || micros <= 0) return null;
  const seconds = new Date(Math.floor(micros / 1e6) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(Math.floor(micros % 1e6)).padStart(6, '0')}Z`;
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

/** All that was concluded of a session, as one value for other programs. */
export function toReport(session: Session, edges: readonly EdgeSum[]): object {
  const state = session.toState();
  const owner = new Map<string, string>();
  for (const subject of session.assessment.subjects) {
    for (const address of subject.addresses) owner.set(address, subject.id);
  }
  const subjects = [...session.assessment.subjects].sort((left, right) => (right.risk ?? -1) - (left.risk ?? -1));
  return {
    version: reportVersion,
    capture: {
      files: state.files.map((file) => ({ path: file.path, format: file.format, bytes: file.bytes })),
      packets: state.packets,
      flows: state.flows,
      events: state.events,
      start: toIsoTime(state.start),
      end: toIsoTime(state.end),
      localNetworks: state.localNetworks,
      notes: state.remarks.map((remark) => ({
        code: remark.code,
        severity: remark.severity,
        file: remark.file,
        text: remark.text,
        count: remark.count,
      })),
    },
    subjects: subjects.map((subject) => ({
      id: subject.id,
      name: subject.name,
      addresses: subject.addresses,
      macs: subject.macs,
      names: subject.names,
      risk: subject.risk === null ? null : rounded(subject.risk),
      verdict: subject.verdict,
      personas: subject.personas.map((share) => ({ label: share.label, probability: rounded(share.probability) })),
      alerts: subject.alerts.map((alert) => ({
        type: alert.type,
        title: alert.title,
        technique: alert.technique.id,
        otherTechniques: alert.otherTechniques.map((technique) => technique.id),
        peers: alert.peers,
        score: rounded(alert.score),
        why: alert.why,
        firstSeen: toIsoTime(alert.firstSeen),
        lastSeen: toIsoTime(alert.lastSeen),
        flows: alert.flowCount,
      })),
      contributions: subject.contributions.map((part) => ({
        signal: part.signal,
        weight: rounded(part.weight),
        evidence: part.evidence,
        technique: part.technique?.id ?? null,
      })),
      ...(subject.weaknesses === undefined ? {} : { weaknesses: subject.weaknesses }),
    })),
    edges: edges.map((edge) => ({
      from: owner.get(edge.src) ?? edge.src,
      to: owner.get(edge.dst) ?? edge.dst,
      service: toServiceLabel(edge.transport, edge.service, edge.dport),
      flows: edge.flows,
      bytes: edge.bytesOut + edge.bytesIn,
    })),
  };
}
