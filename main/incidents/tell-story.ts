import type { Incident } from '../../shared/contract/incidents.ts';
import type { Alert } from '../../shared/contract/subject.ts';
import { sayCount, sayList } from '../detection/say.ts';

/** Time of day of an instant of the evidence (microseconds), UTC. */
export function tellClock(micros: number): string {
  return new Date(Math.floor(micros / 1000)).toISOString().slice(11, 19);
}

/** The two strongest things that happened, in the order in which they did. */
export function titleStory(alerts: readonly Alert[]): string {
  const told = new Map<string, Alert>();
  for (const alert of alerts) {
    const known = told.get(alert.title);
    if (known === undefined || known.score < alert.score) told.set(alert.title, alert);
  }
  const [first, second] = [...told.values()]
    .sort((a, b) => b.score - a.score || a.firstSeen - b.firstSeen || (a.id < b.id ? -1 : 1))
    .slice(0, 2)
    .sort((a, b) => a.firstSeen - b.firstSeen || (a.id < b.id ? -1 : 1));
  if (first === undefined) return '';
  return second === undefined ? first.title : `${first.title}, then ${lowerFirst(second.title)}`;
}

/** An abbreviation keeps its letters. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/**
 * Two sentences: where it began and by what; whom it reached and whom it did not.
 * @param outside peers that are none of the VMs, the most telling first
 */
export function tellStory(alerts: readonly Alert[], vms: Incident['vms'], outside: readonly string[]): string {
  const [first] = alerts;
  if (first === undefined) return '';
  const entry = `Began on ${first.subjectName} at ${tellClock(first.firstSeen)} UTC: ${sentence(first.why)}`;
  const reached = vms.filter(({ id, since }) => since !== null && id !== first.subject);
  const named = vms.filter(({ since }) => since === null);
  const parts: string[] = [];
  if (reached.length > 0) {
    const list = reached.map(({ name, since }) => `${name} at ${tellClock(since ?? 0)}`);
    parts.push(`It reached ${sayList(list, 3)}`);
  } else {
    const count = alerts.length === 1 ? 'The alert is' : `All ${sayCount(alerts.length, 'alert')} are`;
    parts.push(`${count} of this VM${outside.length > 0 ? `, with ${sayList(outside, 3)}` : ''}`);
  }
  if (named.length > 0)
    parts.push(
      `${sayList(
        named.map(({ name }) => name),
        3,
      )} ${named.length === 1 ? 'was' : 'were'} named and told nothing`,
    );
  return `${entry} ${parts.join('; ')}.`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
