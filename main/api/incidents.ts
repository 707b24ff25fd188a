import type { Incident } from '../../shared/contract/subject.ts';
import type { SubjectAssessment } from '../detection/assessment.ts';

function listText(items: readonly string[], most: number): string {
  const shown = items.slice(0, most);
  const rest = items.length - shown.length;
  return shown.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** The alerts of a subject as one story: what came first, what it reached, how strong it is. */
export function toIncident(
  subject: SubjectAssessment,
  decided: { state: string; outcome: string | null } | undefined,
): Incident | null {
  // A way in that nobody was seen to take is no story.
  if (subject.alerts.every(({ type }) => type === 'known-weakness')) return null;
  const inOrder = [...subject.alerts].sort((left, right) => left.firstSeen - right.firstSeen);
  const worst = [...subject.alerts].sort((left, right) => right.score - left.score);
  const titles = [...new Set(worst.map((alert) => alert.title))];
  const peers = [...new Set(inOrder.flatMap((alert) => alert.peers))];
  const [first] = inOrder;
  const [strongest] = worst;
  if (!first || !strongest) return null;
  const steps = titles.length === 1 ? titles[0] : `${titles[0]}, then ${titles.slice(1, 2).join('').toLowerCase()}`;
  const states = ['new', 'looking', 'contained', 'closed'] as const;
  const outcomes = ['resolved', 'expected', 'false-positive'] as const;
  return {
    id: `inc-${subject.id}`,
    subject: subject.id,
    subjectName: subject.name,
    title: steps ?? first.title,
    summary: `${first.why} ${subject.alerts.length > 1 ? `In all ${subject.alerts.length} alerts` : 'One alert'}${peers.length > 0 ? `, with ${listText(peers, 3)}` : ''}.`,
    risk: subject.risk ?? strongest.score,
    state: states.find((state) => state === decided?.state) ?? 'new',
    outcome: outcomes.find((outcome) => outcome === decided?.outcome) ?? null,
    alerts: inOrder,
    firstSeen: first.firstSeen,
    lastSeen: Math.max(...inOrder.map((alert) => alert.lastSeen)),
    peers: peers.slice(0, 200),
  };
}
