import type { HostEvent } from '../telemetry/host-event.ts';

/**
 * Whether the judge of events is told of one. What an agent tells is kept and shown, but judged by its VM's twin alone, which
 * knows what the VM is used to do: rules that need no baseline would take a web server's every shell for an attack.
 */
export function isJudged({ source }: Pick<HostEvent, 'source'>): boolean {
  return source !== 'agent';
}
