import type { HostEvent } from '../telemetry/host-event.ts';

/**
 * Whether the judge is told of an event. What an agent tells of a VM's daily life is kept and shown, but it is thousands
 * of lines an hour: the VM's twin judges those, and only what is notable by itself comes to the judge of events.
 */
export function isJudged(event: Pick<HostEvent, 'source' | 'severity'>): boolean {
  return event.source !== 'agent' || event.severity !== 'info';
}
