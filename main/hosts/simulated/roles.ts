/** When in the day something is busy. */
export type Rhythm = 'office' | 'evening' | 'night' | 'flat' | 'bursts';

/** What VMs of a role do, as means of one VM at its busiest hour. */
export interface RoleProfile {
  role: string;
  /** How many of a hundred VMs have it. */
  percent: number;
  sensitivity: 'public' | 'internal' | 'confidential';
  rhythm: Rhythm;
  vcpus: number;
  /** MiB. */
  memory: number;
  /** Share of its CPUs when quiet, and what a busy hour adds. */
  quiet: number;
  busy: number;
  /** How restless it is, as a share of its CPUs. */
  noise: number;
  /** Bytes a second at a full load of 1. */
  received: number;
  sent: number;
  read: number;
  written: number;
  /** Flows a second that it begins or serves in a busy hour. */
  flows: number;
}

/** The roles of the simulated fleet. */
export const roleProfiles: readonly RoleProfile[] = [
  profile('web', 22, 'public', 'evening', 2, 2048, [0.04, 0.4, 0.1], [1.2e6, 6e6, 2e4, 2e5], 0.9),
  profile('db', 10, 'confidential', 'evening', 4, 8192, [0.06, 0.3, 0.06], [1e6, 2.4e6, 2e6, 3e6], 0.05),
  profile('cache', 6, 'internal', 'evening', 2, 4096, [0.03, 0.2, 0.05], [9e5, 2e6, 1e3, 2e4], 0.03),
  profile('ci', 7, 'internal', 'bursts', 8, 8192, [0.02, 0.8, 0.15], [4e6, 6e5, 4e6, 9e6], 0.4),
  profile('mail', 3, 'confidential', 'office', 2, 4096, [0.05, 0.25, 0.06], [6e5, 6e5, 4e5, 8e5], 0.5),
  profile('desktop', 26, 'internal', 'office', 2, 4096, [0.01, 0.3, 0.12], [7e5, 9e4, 1e5, 2e5], 0.5),
  profile('backup', 2, 'confidential', 'night', 4, 4096, [0.02, 0.5, 0.05], [2e7, 1e5, 2e5, 2e7], 0.05),
  profile('dns', 1, 'internal', 'flat', 1, 512, [0.04, 0.05, 0.02], [9e4, 1.4e5, 1e3, 1e4], 0.2),
  profile('queue', 5, 'internal', 'evening', 2, 2048, [0.05, 0.2, 0.05], [6e5, 6e5, 1e5, 6e5], 0.1),
  profile('idle', 18, 'internal', 'flat', 1, 1024, [0.006, 0.002, 0.004], [300, 200, 200, 3000], 0.01),
];

function profile(
  role: string,
  percent: number,
  sensitivity: RoleProfile['sensitivity'],
  rhythm: Rhythm,
  vcpus: number,
  memory: number,
  [quiet, busy, noise]: readonly [number, number, number],
  [received, sent, read, written]: readonly [number, number, number, number],
  flows: number,
): RoleProfile {
  return {
    role,
    percent,
    sensitivity,
    rhythm,
    vcpus,
    memory,
    quiet,
    busy,
    noise,
    received,
    sent,
    read,
    written,
    flows,
  };
}

/** Minutes of a day. */
const DAY = 1440;

/** How busy a moment of the day is, 0 to 1. @param minute of the day, UTC; other days are the same */
export function busyAt(rhythm: Rhythm, minute: number): number {
  const hour = ((((minute % DAY) + DAY) % DAY) / DAY) * 24;
  switch (rhythm) {
    case 'office':
      return bell(hour, 10.5, 1.8) * 0.9 + bell(hour, 14.5, 2.2);
    case 'evening':
      return 0.15 + bell(hour, 12.5, 2.5) * 0.5 + bell(hour, 20, 2.5) * 0.85;
    case 'night':
      return bell(hour, 2.5, 1.2);
    case 'bursts':
      return (0.15 + bell(hour, 13, 3.5) * 0.85) * (Math.floor(hour * 12) % 5 < 2 ? 1 : 0.05);
    default:
      return 0.5;
  }
}

/** A bell around an hour, on the circle of the day. */
function bell(hour: number, middle: number, width: number): number {
  const distance = Math.min(Math.abs(hour - middle), 24 - Math.abs(hour - middle));
  return Math.exp(-((distance / width) ** 2) / 2);
}
