/** What a service is for, as far as personas care. */
export type ServiceClass =
  | 'web'
  | 'database'
  | 'mail'
  | 'directory'
  | 'naming'
  | 'files'
  | 'code'
  | 'remote'
  | 'industrial'
  | 'chatter'
  | 'other';

const BY_SERVICE: Record<string, ServiceClass> = {
  http: 'web', quic: 'web', websocket: 'web', 'http/2': 'web', http2: 'web',
  mysql: 'database', postgresql: 'database', pgsql: 'database', mssql: 'database', tds: 'database', oracle: 'database',
  mongodb: 'database', redis: 'database', kafka: 'database', cassandra: 'database', memcached: 'database',
  smtp: 'mail', imap: 'mail', pop3: 'mail',
  ldap: 'directory', kerberos: 'directory',
  dns: 'naming', ntp: 'naming', dhcp: 'naming', snmp: 'naming',
  smb: 'files', nfs: 'files', ftp: 'files', 'ftp-data': 'files', tftp: 'files', rsync: 'files', portmap: 'files',
  git: 'code', svn: 'code',
  ssh: 'remote', rdp: 'remote', vnc: 'remote', telnet: 'remote', winrm: 'remote',
  modbus: 'industrial', s7: 'industrial', dnp3: 'industrial', iec104: 'industrial', enip: 'industrial', bacnet: 'industrial',
  mdns: 'chatter', llmnr: 'chatter', nbns: 'chatter', ssdp: 'chatter',
};

const BY_PORT: Record<number, ServiceClass> = {
  80: 'web', 443: 'web', 8080: 'web', 8443: 'web', 8000: 'web',
  1433: 'database', 1521: 'database', 3306: 'database', 5432: 'database', 6379: 'database', 9042: 'database', 9092: 'database', 9200: 'database', 27_017: 'database', 11_211: 'database',
  25: 'mail', 110: 'mail', 143: 'mail', 465: 'mail', 587: 'mail', 993: 'mail', 995: 'mail',
  88: 'directory', 389: 'directory', 464: 'directory', 636: 'directory', 3268: 'directory', 3269: 'directory',
  53: 'naming', 67: 'naming', 123: 'naming', 161: 'naming', 547: 'naming', 853: 'naming',
  20: 'files', 21: 'files', 69: 'files', 111: 'files', 139: 'files', 445: 'files', 873: 'files', 2049: 'files',
  9418: 'code', 3690: 'code',
  22: 'remote', 23: 'remote', 3389: 'remote', 5900: 'remote', 5985: 'remote', 5986: 'remote',
  102: 'industrial', 502: 'industrial', 2404: 'industrial', 20_000: 'industrial', 44_818: 'industrial', 47_808: 'industrial',
  137: 'chatter', 138: 'chatter', 1900: 'chatter', 3702: 'chatter', 5353: 'chatter', 5355: 'chatter',
};

/** Class of a service by its content, and by the port where content does not tell (TLS and the unknown). */
export function classOfService(service: string, port: number): ServiceClass {
  return BY_SERVICE[service] ?? BY_PORT[port] ?? (service === 'tls' || service === 'ssl' ? 'web' : 'other');
}
