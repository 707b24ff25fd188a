import type { Incident } from '../../../shared/contract/incidents.ts';

/** Whether an incident waits for somebody: open, a story or grave by itself, and not held back as a whole. */
export function isWaiting({ state, single, heldBack, alerts }: Incident): boolean {
  return (state === 'new' || state === 'looking') && !single && !isHeldBack({ heldBack, alerts });
}

/** Whether all of an incident is held back. */
export function isHeldBack({ heldBack, alerts }: Pick<Incident, 'heldBack' | 'alerts'>): boolean {
  return heldBack > 0 && heldBack === alerts.length;
}
