import type { PersonaShare, SubjectDetail } from '../../../shared/contract/subject.ts';
import { formatClock } from '../../ui/format-time.ts';

/** A label now against its baseline; baseline null where there is none. */
export interface PersonaChange {
  share: PersonaShare;
  now: number;
  baseline: number | null;
}

/** Labels of now and of the baseline side by side, likeliest now first; those under 0.01 in both are left out. */
export function comparePersonas(
  now: readonly PersonaShare[],
  baseline: readonly PersonaShare[] | null,
): PersonaChange[] {
  const before = new Map(baseline?.map((share) => [share.label, share.probability]));
  const present = new Set(now.map((share) => share.label));
  const gone = baseline?.filter((share) => !present.has(share.label)) ?? [];
  return [
    ...now.map((share) => ({
      share,
      now: share.probability,
      baseline: baseline === null ? null : (before.get(share.label) ?? 0),
    })),
    ...gone.map((share) => ({ share, now: 0, baseline: share.probability })),
  ]
    .filter((change) => change.now >= 0.01 || (change.baseline ?? 0) >= 0.01)
    .toSorted((a, b) => b.now - a.now);
}

const largeChange = 0.15;

/** Facts an analyst can check, when a VM is not what its baseline says: since when, and what happened. '' when it is. */
export function tellChange(detail: SubjectDetail): string {
  if (detail.baseline === null) return '';
  const changes = comparePersonas(detail.row.personas, detail.baseline);
  if (!changes.some((change) => Math.abs(change.now - (change.baseline ?? 0)) >= largeChange)) return '';
  const alerts = detail.alerts.toSorted((a, b) => a.firstSeen - b.firstSeen);
  const [first] = alerts;
  const peers = detail.peers.filter((peer) => peer.isNew && peer.alerts > 0);
  const facts = [
    ...peers.slice(0, 2).map((peer) => `new peer ${peer.address}`),
    ...new Set(alerts.map((alert) => lowerFirst(alert.title))),
  ].slice(0, 3);
  const since = first === undefined ? 'Not itself' : `Not itself since ${formatClock(first.firstSeen).slice(0, 5)}`;
  return facts.length === 0 ? `${since}.` : `${since}: ${facts.join(', ')}.`;
}

/** `Beacon` → `beacon`, but `SSH login` stays. */
function lowerFirst(text: string): string {
  const second = text[1] ?? '';
  return second === second.toUpperCase() && second !== ' ' ? text : text.slice(0, 1).toLowerCase() + text.slice(1);
}
