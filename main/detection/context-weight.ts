import type { SignalContext } from './signal.ts';

const SERVICE_OF_PORT: Record<number, string> = {
  22: 'ssh',
  53: 'dns',
  67: 'dhcp',
  123: 'ntp',
  137: 'nbns',
  138: 'nbns',
  143: 'imap',
  161: 'snmp',
  162: 'snmp',
  445: 'smb',
  514: 'syslog',
  547: 'dhcp',
  853: 'dns',
  993: 'imap',
  995: 'pop3',
  110: 'pop3',
  1883: 'mqtt',
  1900: 'ssdp',
  3389: 'rdp',
  3478: 'stun',
  4500: 'ipsec',
  500: 'ipsec',
  5222: 'xmpp',
  5223: 'push',
  5228: 'push',
  5353: 'mdns',
  5355: 'llmnr',
  8009: 'cast',
  8883: 'mqtt',
  1194: 'vpn',
  5938: 'remote-help',
  6667: 'irc',
  6697: 'irc',
  7070: 'remote-help',
  17_500: 'lan-sync',
  51_820: 'vpn',
};

/** Name of the service a flow uses: by content, else what the port is commonly for, else ''. */
export function serviceOrPort(service: string, port: number): string {
  const byPort = SERVICE_OF_PORT[port] ?? '';
  // TLS says nothing of what it carries; the port may.
  if (service === '' || service === 'tls' || service === 'ssl') return byPort === '' ? service : byPort;
  return service;
}

/** Whether a name equals one of the suffixes or lies below it. */
export function nameIsUnder(name: string, suffixes: readonly string[]): boolean {
  const lower = name.toLowerCase();
  return suffixes.some((suffix) => lower === suffix || lower.endsWith(`.${suffix}`));
}

/**
 * How much periodic talk with a peer means, 0 to 1: nothing for services that are periodic by nature, little for
 * neighbours and for names known to be asked on schedule, all for an outside peer.
 */
export function contextWeight(dst: string, dport: number, service: string, context: SignalContext): number {
  const { services, near, internal, knownNames, knownNameWeight } = context.thresholds.periodic;
  const scope = context.scopeOf(dst);
  if (scope === 'group' || scope === 'self') return 0;
  let weight = services[serviceOrPort(service, dport)] ?? 1;
  if (scope === 'near') weight *= near;
  else if (scope === 'internal') weight *= internal;
  const name = context.nameOf(dst);
  if (name !== '' && nameIsUnder(name, knownNames)) weight *= knownNameWeight;
  return weight;
}
