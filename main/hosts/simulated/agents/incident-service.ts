import type { AgentEventDetail } from '../../../telemetry/agent-report.ts';
import type { Incident } from '../life.ts';
import { type Phrase, phrase } from './service-habit.ts';

/** What an attacker's program does in a guest. */
export interface IncidentHabit {
  /** Name of its thread; it stays with the service it came through. */
  name: string;
  program: string;
  argv: readonly string[];
  phrases: readonly Phrase[];
  /** System calls a second. */
  calls: number;
  /** Events at its beginning, in order, and those that go on, of which one comes each second. */
  first: readonly AgentEventDetail[];
  after: readonly AgentEventDetail[];
}

const shell: readonly AgentEventDetail[] = [
  { kind: 'connect', address: '203.0.113.66', port: 4444, protocol: 6, error: 0 },
  ...[0, 1, 2].map((descriptor) => ({ kind: 'dup' as const, descriptor })),
];

function open(pathClass: string, path: string): AgentEventDetail {
  return {
    kind: 'open',
    pathClass,
    path,
    read: true,
    write: false,
    create: false,
    truncate: false,
    error: 0,
    count: 1,
  };
}

/** What the agent of a guest sees of each incident; addresses are those of its flows. */
export const incidentHabits: Readonly<Record<Incident, IncidentHabit>> = {
  mining: {
    name: 'kworkerds',
    program: '/tmp/.x/kworkerds',
    argv: ['kworkerds', '-o', '203.0.113.254:3333', '-u', 'worker1'],
    phrases: [
      phrase(8, 'sched_yield sched_yield sched_yield futex'),
      phrase(2, 'futex clock_nanosleep sched_yield'),
      phrase(1, 'epoll_wait read write'),
    ],
    calls: 6000,
    first: [{ kind: 'connect', address: '203.0.113.254', port: 3333, protocol: 6, error: 0 }],
    after: [],
  },
  scan: {
    name: 'sh',
    program: '/bin/sh',
    argv: ['sh', '-i'],
    phrases: [phrase(8, 'socket fcntl connect poll close'), phrase(1, 'read write clone wait4')],
    calls: 300,
    first: shell,
    after: [open('etc-secret', '/etc/shadow'), open('home-secret', '/root/.ssh/id_ed25519'), open('proc-other', '')],
  },
  upload: {
    name: 'tar',
    program: '/usr/bin/tar',
    argv: ['tar', 'cz', '/var/lib', '/srv'],
    phrases: [
      phrase(8, 'openat fstat read read read close'),
      phrase(4, 'sendto sendto sendto'),
      phrase(1, 'getdents64'),
    ],
    calls: 5000,
    first: [{ kind: 'connect', address: '203.0.113.77', port: 443, protocol: 6, error: 0 }],
    after: [open('data', '/var/lib/postgresql/15/main/base/16384/2619'), open('home-secret', '/root/.aws/credentials')],
  },
};
