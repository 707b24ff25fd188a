import { expect } from 'vitest';
import { uuidOf, vmFacts } from '../hosts/vm-facts.test-support.ts';
import type { Finding } from '../telemetry/finding.ts';
import type { Observation } from '../telemetry/observation.ts';
import { GuestLife, thread } from './guest-life.test-support.ts';
import { createTransientMemory } from './transient-memory.ts';
import { TwinBook } from './twin-book.ts';

const uuid = uuidOf(1);

/** A VM that lives, its twin, and what was found. */
export interface Watched {
  life: GuestLife;
  book: TwinBook;
  found: (Finding & { at: number })[];
  /** Lets seconds pass, with something else beside. */
  live(seconds: number, beside?: (second: number) => Observation[]): void;
}

/** A VM whose twin knows nothing yet. */
export function watch(seed: number, memory = createTransientMemory()): Watched {
  const life = new GuestLife(uuid, seed);
  const found: Watched['found'] = [];
  const book = new TwinBook({ memory, tell: (finding) => found.push({ ...finding, at: life.second }) });
  book.observe({ kind: 'machine', facts: vmFacts(1), time: life.time });
  return {
    life,
    book,
    found,
    live: (seconds, beside = () => []) => {
      for (let second = 0; second < seconds; second++)
        for (const observation of [...life.next(), ...beside(second)]) book.observe(observation);
    },
  };
}

/** A VM whose twin has learned and watches. */
export function watched(seed: number): Watched {
  const one = watch(seed);
  one.live(420);
  expect(one.book.twin(uuid)?.mode).toBe('watch');
  return one;
}

const shell = thread('nginx', 'sh', 900);

/** A shell of a web server that takes its commands from far away. */
export function reverseShell({ life }: Watched): Observation[] {
  return [
    life.event({ kind: 'connect', address: '203.0.113.9', port: 443, protocol: 6, error: 0 }, shell),
    life.event({ kind: 'dup', descriptor: 0 }, shell, 10),
    life.event(life.exec('/bin/sh', 'nginx'), shell, 20),
    life.sequence(shell, [59, 12, 21, 257, 0, 3, 33, 33, 61, 56, 1, 0]),
  ];
}

/** What each of some attacks does in a second. */
export const attacks: {
  name: string;
  act: (of: Watched) => Observation[];
  once: boolean;
  least: number;
  technique: string;
}[] = [
  { name: 'a reverse shell', act: reverseShell, once: true, least: 0.9, technique: 'T1059.004' },
  {
    name: 'a miner',
    act: ({ life }) => [
      life.event(life.exec('/tmp/.x/kworkerd', 'sh'), thread('app', 'kworkerd', 901)),
      life.event(
        { kind: 'connect', address: '203.0.113.7', port: 3333, protocol: 6, error: 0 },
        thread('app', 'kworkerd', 901),
      ),
    ],
    once: true,
    least: 0.6,
    technique: 'T1496',
  },
  {
    name: 'a mass rewrite of files',
    act: ({ life }) => [
      life.event({ kind: 'write', pathClass: 'srv', bytes: 5e7, files: 120, renamed: 120, deleted: 0 }, thread('app')),
    ],
    once: false,
    least: 0.7,
    technique: 'T1486',
  },
  {
    name: 'a credential read',
    act: ({ life }) => [life.open('etc-secret', '/etc/shadow', thread('app', 'cat', 902))],
    once: true,
    least: 0.7,
    technique: 'T1003.008',
  },
];
