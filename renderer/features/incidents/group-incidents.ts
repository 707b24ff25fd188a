import type { Incident } from '../../../shared/contract/incidents.ts';
import { isHeldBack, isWaiting } from './is-waiting.ts';

/** How the list of incidents is grouped. */
export type IncidentGrouping = 'state' | 'vm' | 'technique';

/** A titled part of the list. */
export interface IncidentGroup {
  title: string;
  incidents: Incident[];
}

const states: readonly (readonly [string, (incident: Incident) => boolean])[] = [
  ['Open', isWaiting],
  ['Contained', ({ state }) => state === 'contained'],
  ['Alerts in no incident', (incident) => isOpen(incident) && incident.single && !isHeldBack(incident)],
  ['Held back', (incident) => isOpen(incident) && isHeldBack(incident)],
  ['Closed', ({ state }) => state === 'closed'],
];

function isOpen({ state }: Incident): boolean {
  return state === 'new' || state === 'looking';
}

/** The alert that says most of an incident. */
function worstAlert(incident: Incident): Incident['alerts'][number] | undefined {
  return incident.alerts.toSorted((a, b) => b.score - a.score)[0];
}

function byRisk(a: Incident, b: Incident): number {
  return b.risk - a.risk || b.lastSeen - a.lastSeen || (a.id < b.id ? -1 : 1);
}

/** True where every word stands in a title, VM, peer or technique. */
function matches(incident: Incident, text: string): boolean {
  const hay = [incident.title, incident.subjectName, incident.id, incident.assignee, ...incident.peers]
    .concat(incident.vms.map(({ name }) => name))
    .concat(incident.alerts.flatMap((alert) => [alert.title, alert.technique.id, alert.technique.name]))
    .join('\n')
    .toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word));
}

/** The list in groups, worst risk first in each; by state the open ones lead. Empty groups are left out. */
export function groupIncidents(incidents: readonly Incident[], by: IncidentGrouping, find: string): IncidentGroup[] {
  const shown = incidents.filter((incident) => matches(incident, find)).toSorted(byRisk);
  if (by === 'state') {
    return states
      .map(([title, belongs]) => ({
        title,
        incidents: shown.filter(belongs),
      }))
      .filter((group) => group.incidents.length > 0);
  }
  const groups = new Map<string, Incident[]>();
  for (const incident of shown) {
    const key = by === 'vm' ? incident.subjectName : (worstAlert(incident)?.technique.name ?? 'no technique');
    groups.set(key, [...(groups.get(key) ?? []), incident]);
  }
  return [...groups].map(([title, members]) => ({ title, incidents: members }));
}
