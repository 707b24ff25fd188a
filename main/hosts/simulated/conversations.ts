/** Who a VM talks to, by role: peers of its own group, or the world outside. */
export interface Conversation {
  /** Role of the peer within the group; `outside` for a server out there, `visitors` for clients from there. */
  with: string;
  /** Whether the VM begins it. */
  begins: boolean;
  share: number;
  transport: 'tcp' | 'udp';
  port: number;
  service: string;
  /** Mean payload bytes the one who begins sends and gets, and mean seconds it takes. */
  sends: number;
  gets: number;
  seconds: number;
}

const lookUp = talk('dns', 0.2, 'udp', 53, 'dns', 40, 120, 0.01);

/** What VMs of each role begin, and what visitors begin with them. */
export const conversations: Readonly<Record<string, readonly Conversation[]>> = {
  web: [
    { ...talk('visitors', 0.6, 'tcp', 443, 'tls', 1800, 42_000, 1.5), begins: false },
    talk('db', 0.18, 'tcp', 5432, 'postgresql', 900, 6000, 0.4),
    talk('cache', 0.12, 'tcp', 6379, 'redis', 300, 2500, 0.1),
    lookUp,
  ],
  db: [talk('backup', 0.2, 'tcp', 873, '', 900_000, 8000, 20), lookUp],
  cache: [lookUp],
  ci: [
    talk('outside', 0.6, 'tcp', 443, 'tls', 2500, 900_000, 3),
    talk('web', 0.1, 'tcp', 22, 'ssh', 60_000, 8000, 12),
    lookUp,
  ],
  mail: [
    { ...talk('visitors', 0.4, 'tcp', 25, 'smtp', 24_000, 900, 2), begins: false },
    talk('outside', 0.3, 'tcp', 25, 'smtp', 24_000, 900, 2),
    lookUp,
  ],
  desktop: [
    talk('outside', 0.5, 'tcp', 443, 'tls', 3000, 90_000, 4),
    talk('mail', 0.15, 'tcp', 993, 'tls', 1200, 18_000, 6),
    talk('web', 0.1, 'tcp', 443, 'tls', 1500, 30_000, 1.5),
    lookUp,
  ],
  backup: [talk('outside', 0.5, 'tcp', 443, 'tls', 700_000, 9000, 15), lookUp],
  dns: [talk('outside', 0.5, 'udp', 53, 'dns', 45, 180, 0.03)],
  queue: [talk('db', 0.3, 'tcp', 5432, 'postgresql', 2000, 1500, 0.3), lookUp],
  idle: [talk('outside', 0.3, 'udp', 123, 'ntp', 48, 48, 0.03), lookUp],
};

function talk(
  peer: string,
  share: number,
  transport: 'tcp' | 'udp',
  port: number,
  service: string,
  sends: number,
  gets: number,
  seconds: number,
): Conversation {
  return { with: peer, begins: true, share, transport, port, service, sends, gets, seconds };
}

/** A server out there: name and address (of the ranges kept for documentation). */
export interface Place {
  name: string;
  address: string;
}

/** Where VMs go outside. */
export const places: readonly Place[] = [
  'deb.debian.example',
  'registry.packages.example',
  'git.forge.example',
  'api.payments.example',
  'cdn.pictures.example',
  'login.identity.example',
  'news.daily.example',
  'maps.city.example',
  'drive.office.example',
  'video.meet.example',
  'time.ntp.example',
  'metrics.watch.example',
].map((name, index) => ({ name, address: `198.51.100.${20 + index}` }));
