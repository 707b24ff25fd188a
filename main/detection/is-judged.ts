import type { HostEvent } from '../telemetry/host-event.ts';

/**
 * Whether the signals are told of an event. What an agent tells is judged by its VM's twin, which knows what the VM is used
 * to do: rules that need no baseline would take a web server's every shell for an attack. Rules of feeds that an analyst trusts
 * are asked about it all the same.
 */
export function isJudged({ source }: Pick<HostEvent, 'source'>): boolean {
  return source !== 'agent';
}
