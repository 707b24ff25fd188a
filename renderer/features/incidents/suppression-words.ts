import type { Incident, Suppression, SuppressionScope } from '../../../shared/contract/incidents.ts';
import type { Alert } from '../../../shared/contract/subject.ts';
import { formatMinute, formatShortDay } from '../../ui/format-time.ts';

/** The ends that are offered, hours ahead. */
export const suppressionEnds = [
  [1, '1 hour'],
  [8, '8 hours'],
  [24, '1 day'],
  [168, '7 days'],
  [720, '30 days'],
  [2160, '90 days'],
] as const;

/** A kind of alert as words. */
export function tellType(type: string): string {
  const words = type.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a suppression is of. */
export function tellWhat({ type, technique }: SuppressionScope): string {
  return [type === '' ? '' : tellType(type), technique].filter((part) => part !== '').join(', ') || 'Any alert';
}

/** Where it holds. */
export function tellWhere({ scope, subjectName }: Pick<Suppression, 'scope' | 'subjectName'>): string {
  return [
    scope.subject === '' ? '' : `only ${subjectName || scope.subject}`,
    scope.role === '' ? '' : `role ${scope.role}`,
    scope.peer === '' ? '' : `with ${scope.peer}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** When it ends, or ended, UTC. */
export function tellEnd({ until, endedAt, inForce }: Pick<Suppression, 'until' | 'endedAt' | 'inForce'>): string {
  const at = (endedAt ?? until) * 1000;
  return `${inForce ? 'ends' : 'ended'} ${formatShortDay(at)} ${formatMinute(at)}`;
}

/** The scope that fits one alert and nothing beside it. */
export function scopeOf(alert: Pick<Alert, 'type' | 'subject' | 'peers'>): SuppressionScope {
  const [peer, ...others] = alert.peers;
  return {
    type: alert.type,
    technique: '',
    subject: alert.subject,
    role: '',
    peer: others.length === 0 ? (peer ?? '') : '',
  };
}

/** Suppressions that hold back something of an incident, or did. */
export function touching(suppressions: readonly Suppression[], incident: Incident): Suppression[] {
  const alerts = new Set(incident.alerts.map(({ id }) => id));
  return suppressions.filter((one) => one.alerts.some(({ id }) => alerts.has(id)));
}
