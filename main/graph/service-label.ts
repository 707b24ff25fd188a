/** Well-known names of ports, where content did not tell: shown with the port, never instead of it. */
const portNames: Readonly<Record<number, string>> = {
  22: 'ssh',
  25: 'smtp',
  53: 'dns',
  67: 'dhcp',
  68: 'dhcp',
  80: 'http',
  88: 'kerberos',
  110: 'pop3',
  123: 'ntp',
  135: 'msrpc',
  137: 'netbios',
  138: 'netbios',
  139: 'netbios',
  143: 'imap',
  161: 'snmp',
  389: 'ldap',
  443: 'https',
  445: 'smb',
  514: 'syslog',
  587: 'submission',
  636: 'ldaps',
  1900: 'ssdp',
  3306: 'mysql',
  3389: 'rdp',
  5353: 'mdns',
  5355: 'llmnr',
  5432: 'postgresql',
  6379: 'redis',
};

/**
 * How a service is written: what content showed it to be, else what its port suggests, with the port.
 * @param service application protocol by content, '' if none
 */
export function toServiceLabel(transport: string, service: string, port: number): string {
  const name = service || portNames[port] || transport;
  return port > 0 ? `${name} ${port}` : name;
}
