import type { PolicyRule, PortMatch } from './policy.ts';

/** What a service is reached by. */
export interface KnownService {
  ports: readonly PortMatch[];
  /** For those that have no ports. */
  protocols: PolicyRule['protocols'];
}

const at = (transport: PortMatch['transport'], ...ports: number[]): KnownService => ({
  ports: ports.map((port) => ({ from: port, to: port, transport })),
  protocols: [],
});

/** Services that rules may name, and the ports they are usually reached by. */
export const SERVICES: Readonly<Record<string, KnownService>> = {
  amqp: at('tcp', 5671, 5672),
  dhcp: at('udp', 67, 68),
  dns: at('any', 53),
  elasticsearch: at('tcp', 9200, 9300),
  ftp: at('tcp', 20, 21),
  http: at('tcp', 80),
  'http-alt': at('tcp', 8080),
  https: at('tcp', 443),
  imap: at('tcp', 143, 993),
  kafka: at('tcp', 9092),
  kerberos: at('any', 88, 464),
  kubernetes: at('tcp', 6443),
  ldap: at('any', 389, 636),
  memcached: at('any', 11_211),
  modbus: at('tcp', 502),
  mongodb: at('tcp', 27_017),
  mqtt: at('tcp', 1883, 8883),
  mssql: at('tcp', 1433),
  mysql: at('tcp', 3306),
  netbios: at('any', 137, 138, 139),
  nfs: at('any', 111, 2049),
  ntp: at('udp', 123),
  ping: { ports: [], protocols: ['icmp'] },
  pop3: at('tcp', 110, 995),
  postgresql: at('tcp', 5432),
  quic: at('udp', 443),
  rdp: at('any', 3389),
  redis: at('tcp', 6379),
  smb: at('tcp', 139, 445),
  smtp: at('tcp', 25, 465, 587),
  snmp: at('udp', 161, 162),
  ssh: at('tcp', 22),
  syslog: at('any', 514),
  telnet: at('tcp', 23),
  vnc: { ports: [{ from: 5900, to: 5999, transport: 'tcp' }], protocols: [] },
  winrm: at('tcp', 5985, 5986),
};
