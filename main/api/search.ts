import { isAddress } from '../../shared/filter/address.ts';
import type { Session } from '../captures/session.ts';
import { toCondition } from '../store/filter-sql.ts';
import type { SessionView } from './session-view.ts';

/** Something the palette offers. */
export interface SearchHit {
  kind: 'subject' | 'peer' | 'name' | 'alert';
  label: string;
  detail: string;
  id: string;
  filter: string;
}

const mostHits = 40;

/** Subjects, peers, alerts and names of a session that hold the text. */
export function search(session: Session, view: SessionView, text: string): SearchHit[] {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const hits: SearchHit[] = [];
  const holds = (value: string): boolean => value.toLowerCase().includes(wanted);
  for (const row of view.subjectRows()) {
    if ([row.name, ...row.addresses, ...row.names, ...row.macs].some(holds)) {
      hits.push({ kind: 'subject', label: row.name, detail: row.addresses.join(', '), id: row.id, filter: '' });
    }
  }
  for (const subject of session.assessment.subjects) {
    for (const alert of subject.alerts) {
      if (holds(alert.title) || holds(alert.technique.id) || holds(alert.technique.name)) {
        hits.push({ kind: 'alert', label: alert.title, detail: subject.name, id: alert.id, filter: alert.filter });
      }
    }
  }
  const peers = new Map<string, number>();
  for (const edge of view.allEdges()) {
    for (const end of [edge.src, edge.dst]) if (holds(end)) peers.set(end, (peers.get(end) ?? 0) + edge.flows);
    if (peers.size > 1000) break;
  }
  const known = new Set(session.assessment.subjects.flatMap((subject) => subject.addresses));
  for (const [address, flows] of [...peers].sort((left, right) => right[1] - left[1])) {
    if (!known.has(address))
      hits.push({ kind: 'peer', label: address, detail: `${flows} flows`, id: address, filter: `ip:${address}` });
  }
  if (!isAddress(wanted) && hits.length < mostHits) {
    const condition = toCondition({ kind: 'text', field: 'name', value: wanted });
    for (const flow of session.store.listFlows({ condition }, 'start', false, 0, 200)) {
      if (hits.some((hit) => hit.kind === 'name' && hit.label === flow.name)) continue;
      hits.push({
        kind: 'name',
        label: flow.name,
        detail: `${flow.service} to ${flow.dst}`,
        id: String(flow.id),
        filter: `name:"${flow.name.replaceAll('"', '')}"`,
      });
      if (hits.length >= mostHits) break;
    }
  }
  return hits.slice(0, mostHits);
}
