import type { L7Record } from './flow.ts';

/**
 * The name by which an analyst would recognise what a record speaks of, '' if none.
 * Hostile text: render as text only.
 */
export function nameOfRecord(record: L7Record): string {
  switch (record.kind) {
    case 'dns':
      return record.qname;
    case 'tls':
      return record.sni || record.certificate?.subject || '';
    case 'http':
      return [record.method, record.host + record.path, record.status || ''].filter(Boolean).join(' ');
    case 'dhcp':
      return record.hostname;
    case 'nbns':
      return record.name;
    case 'ssh':
      return record.server || record.client;
    case 'smb':
      return record.name;
    case 'dcerpc':
      return [record.interfaceName || record.interfaceId, record.operation].filter(Boolean).join(' ');
    case 'smtp':
      return record.from || record.helo;
    case 'ftp':
      return [record.command, record.argument].filter(Boolean).join(' ');
    case 'modbus':
      return `function ${record.function}`;
    case 's7':
      return `function ${record.function}`;
    case 'mining':
      return record.method;
    case 'ldap':
      return record.name;
    case 'login':
      return record.user;
    case 'echo':
      return record.inner;
    case 'neighbour':
      return '';
  }
}

/** How telling a record's name is for its whole flow: a higher one replaces a lower one. */
export function weightOfName(record: L7Record): number {
  switch (record.kind) {
    case 'tls':
    case 'http':
    case 'mining':
      return 3;
    case 'dcerpc':
      return record.operation ? 3 : 2;
    case 'smtp':
    case 'smb':
    case 'ssh':
    case 'ldap':
    case 'dhcp':
      return 2;
    default:
      return 1;
  }
}
