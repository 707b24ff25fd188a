/** A stretch of the day: how long, and how many seconds pass between two visitors of the shop. */
export interface Stretch {
  name: string;
  minutes: number;
  /** Mean seconds between visitors; they come at random (exponential gaps), whatever the scale. */
  gap: number;
}

/** Something that happens once, in minutes after the day began. */
export interface Errand {
  name: string;
  minute: number;
  vm: string;
  /** What the guest runs. */
  command: string;
}

const packages = 'http://packages.example.net/bytes';

/** An hour that has in it what a day has. Repeated for longer days. */
export const stretches: readonly Stretch[] = [
  { name: 'morning', minutes: 10, gap: 8 },
  { name: 'forenoon', minutes: 18, gap: 3 },
  { name: 'lunch', minutes: 8, gap: 25 },
  { name: 'afternoon', minutes: 14, gap: 5 },
  { name: 'night', minutes: 10, gap: 60 },
];

/** What is done once in each such hour. */
export const errands: readonly Errand[] = [
  {
    name: 'update of the web server',
    minute: 12,
    vm: 'web',
    command: `for size in 2400 41000 390000 820000 260000; do wget -q -O /dev/null -U 'Debian APT-HTTP/1.3 (2.6.1)' ${packages}/$size; sleep 1; done`,
  },
  {
    name: 'deployment: the cache is emptied',
    minute: 14,
    vm: 'web',
    command: `wget -q -O /dev/null ${packages}/1500000; printf '*1\\r\\n$8\\r\\nFLUSHALL\\r\\n' | nc -w 2 cache 6379`,
  },
  {
    name: 'update of the database server',
    minute: 33,
    vm: 'db',
    command: `for size in 2400 41000 310000; do wget -q -O /dev/null -U 'Debian APT-HTTP/1.3 (2.6.1)' ${packages}/$size; done`,
  },
  {
    name: 'update of the cache server',
    minute: 34,
    vm: 'cache',
    command: `for size in 2400 41000; do wget -q -O /dev/null -U 'Debian APT-HTTP/1.3 (2.6.1)' ${packages}/$size; done`,
  },
  {
    name: 'backup',
    minute: 53,
    vm: 'db',
    command: 'head -c 12582912 /dev/vda | nc -w 5 backup.example.net 873',
  },
];

/** The stretch that a minute of the day is in, and how many minutes of it are left. */
export function stretchAt(minute: number): Stretch & { left: number } {
  const hour = stretches.reduce((sum, { minutes }) => sum + minutes, 0);
  let passed = minute % hour;
  for (const stretch of stretches) {
    if (passed < stretch.minutes) return { ...stretch, left: stretch.minutes - passed };
    passed -= stretch.minutes;
  }
  throw new RangeError(`no stretch at minute ${minute}`);
}
