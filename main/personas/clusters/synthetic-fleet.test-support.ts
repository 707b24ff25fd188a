import { randomFrom } from '../../detection/synthetic.test-support.ts';
import type { PersonaCatalogue } from '../catalogue.ts';
import { TrafficProfile } from '../traffic-profile.ts';
import { fitLabel } from './fit-label.ts';
import type { FleetPoint } from './fleet-point.ts';
import { toFleetPoint } from './to-fleet-point.ts';

/** A part of what a machine does: how much of its flows, which way, over what, with how many peers. */
type Habit = [share: number, way: 'offers' | 'uses', service: string, port: number, peers: number];

/** Machines as catalogues know them, and two that none does. */
export const ROLES: Readonly<Record<string, readonly Habit[]>> = {
  'Web Server': [
    [0.8, 'offers', 'http', 80, 60],
    [0.15, 'uses', 'pgsql', 5432, 1],
    [0.05, 'offers', 'ssh', 22, 2],
  ],
  Database: [
    [0.9, 'offers', 'pgsql', 5432, 6],
    [0.05, 'offers', 'ssh', 22, 2],
    [0.05, 'uses', 'http', 80, 2],
  ],
  'Mail Relay': [
    [0.6, 'offers', 'smtp', 25, 50],
    [0.35, 'uses', 'smtp', 25, 40],
    [0.05, 'offers', 'ssh', 22, 2],
  ],
  Directory: [
    [0.7, 'offers', 'ldap', 389, 40],
    [0.3, 'offers', 'kerberos', 88, 40],
  ],
  'File Server': [
    [0.95, 'offers', 'smb', 445, 20],
    [0.05, 'offers', 'ssh', 22, 2],
  ],
  Controller: [
    [0.9, 'offers', 'modbus', 502, 3],
    [0.1, 'uses', 'http', 80, 1],
  ],
  'CI Runner': [
    [0.8, 'uses', 'git', 9418, 3],
    [0.2, 'uses', 'tls', 443, 4],
  ],
  Workstation: [
    [0.7, 'uses', 'tls', 443, 60],
    [0.1, 'uses', 'imap', 143, 1],
    [0.2, 'uses', 'llmnr', 5355, 1],
  ],
  Printer: [
    [0.9, 'offers', '', 9100, 20],
    [0.1, 'uses', 'snmp', 161, 1],
  ],
  Telephone: [
    [0.5, 'offers', 'sip', 5060, 4],
    [0.5, 'uses', 'sip', 5060, 2],
  ],
};

/** A machine of a role, as chance has it: its shares vary by up to a quarter, its flows are a few hundred. */
export function profileOfRole(role: string, random: () => number): TrafficProfile {
  const profile = new TrafficProfile();
  const flows = 200 + Math.floor(random() * 400);
  const habits: readonly Habit[] = [...(ROLES[role] ?? []), [0.3, 'uses', 'dns', 53, 1]];
  for (const [share, way, service, port, peers] of habits) {
    const count = Math.round(flows * share * (0.75 + random() / 2));
    for (let index = 0; index < count; index++)
      profile.add({
        outgoing: way === 'uses',
        peer: service === 'llmnr' ? '224.0.0.252' : `198.51.100.${1 + Math.floor(random() * peers)}`,
        port,
        service,
        answered: service !== 'llmnr',
        packets: 12,
        bytesOut: 2000 + random() * 2000,
        bytesIn: 4000 + random() * 4000,
        start: index * 60e6,
      });
  }
  return profile;
}

/** So many machines of each role; an id is `ROLE N`. */
export function makeFleet(roles: readonly string[], each: number, catalogue: PersonaCatalogue, seed = 1): FleetPoint[] {
  const random = randomFrom(seed);
  return roles.flatMap((role) =>
    Array.from({ length: each }, (_, index) => {
      const profile = profileOfRole(role, random);
      const { features } = profile.evidence();
      const traits = {
        features,
        services: profile.services(),
        label: fitLabel(features, catalogue, profile.summary()),
      };
      const point = toFleetPoint(`${role} ${index}`, { traits, profile: profile.summary() });
      if (point === null) throw new Error(`too little of ${role}`);
      return point;
    }),
  );
}

/** The role in an id of {@link makeFleet}. */
export const roleOfId = (id: string): string => id.slice(0, id.lastIndexOf(' '));
