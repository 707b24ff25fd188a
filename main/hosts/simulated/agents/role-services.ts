import { type ServiceHabit, phrase } from './service-habit.ts';

const nothing = { opens: [], writes: [], starts: [], again: 0.3, uid: 0 } as const;

const cron: ServiceHabit = {
  ...nothing,
  service: 'cron',
  program: '/usr/sbin/cron',
  threads: ['cron'],
  idle: 1,
  busy: 1,
  phrases: [
    phrase(8, 'clock_nanosleep newfstatat newfstatat newfstatat'),
    phrase(1, 'clock_nanosleep newfstatat clone wait4'),
  ],
  starts: [{ program: '/usr/bin/run-parts', argv: ['run-parts', '/etc/cron.hourly'], idle: 12, busy: 12 }],
};

const sshd: ServiceHabit = {
  ...nothing,
  service: 'ssh',
  program: '/usr/sbin/sshd',
  threads: ['sshd'],
  idle: 1,
  busy: 4,
  phrases: [phrase(6, 'poll rt_sigprocmask'), phrase(1, 'poll accept4 fcntl clone close close')],
};

const journal: ServiceHabit = {
  ...nothing,
  service: 'systemd-journald',
  program: '/usr/lib/systemd/systemd-journald',
  threads: ['systemd-journal'],
  idle: 3,
  busy: 30,
  phrases: [
    phrase(6, 'epoll_wait recvmsg openat read close pwrite64 pwrite64'),
    phrase(2, 'epoll_wait recvmsg pwrite64 pwrite64 fdatasync'),
  ],
  writes: [{ pathClass: 'log', bytes: 4000 }],
};

const web: ServiceHabit[] = [
  {
    ...nothing,
    service: 'nginx',
    program: '/usr/sbin/nginx',
    threads: ['nginx', 'nginx'],
    uid: 33,
    idle: 8,
    busy: 4000,
    phrases: [
      phrase(6, 'epoll_wait accept4 epoll_ctl recvfrom newfstatat openat fstat writev sendfile write close'),
      phrase(5, 'epoll_wait recvfrom newfstatat writev write'),
      phrase(3, 'epoll_wait recvfrom socket connect epoll_ctl writev epoll_wait recvfrom writev write close'),
      phrase(2, 'epoll_wait recvfrom close'),
    ],
    opens: [
      { pathClass: 'srv', path: '/srv/www/index.html' },
      { pathClass: 'srv', path: '/srv/www/logo.svg' },
    ],
    writes: [{ pathClass: 'log', bytes: 60_000 }],
  },
  {
    ...nothing,
    service: 'php8.2-fpm',
    program: '/usr/sbin/php-fpm8.2',
    threads: ['php-fpm8.2'],
    uid: 33,
    idle: 4,
    busy: 3000,
    phrases: [
      phrase(
        5,
        'accept4 poll read read fstat openat fstat read close sendto poll recvfrom write shutdown recvfrom close',
      ),
      phrase(3, 'openat fstat mmap munmap close newfstatat'),
      phrase(1, 'sendto poll recvfrom sendto poll recvfrom'),
    ],
    opens: [{ pathClass: 'srv', path: '/srv/www/app/index.php' }],
  },
];

const roles: Readonly<Record<string, readonly ServiceHabit[]>> = {
  web,
  db: [
    {
      ...nothing,
      service: 'postgresql',
      program: '/usr/lib/postgresql/15/bin/postgres',
      threads: ['postgres', 'checkpointer'],
      uid: 114,
      idle: 10,
      busy: 5000,
      phrases: [
        phrase(6, 'epoll_wait recvfrom pread64 lseek sendto'),
        phrase(3, 'epoll_wait recvfrom pread64 pread64 lseek futex sendto'),
        phrase(2, 'epoll_wait recvfrom pwrite64 fdatasync sendto'),
        phrase(1, 'openat lseek pwrite64 pwrite64 fsync close'),
      ],
      opens: [{ pathClass: 'data', path: '/var/lib/postgresql/15/main/base/16384/2619' }],
      writes: [{ pathClass: 'data', bytes: 2e6 }],
    },
  ],
  cache: [
    {
      ...nothing,
      service: 'redis-server',
      program: '/usr/bin/redis-server',
      threads: ['redis-server', 'bio_aof'],
      uid: 110,
      idle: 20,
      busy: 6000,
      phrases: [
        phrase(8, 'epoll_wait read write'),
        phrase(4, 'epoll_wait read read write write'),
        phrase(1, 'epoll_wait accept4 setsockopt setsockopt epoll_ctl'),
        phrase(1, 'write fdatasync'),
      ],
    },
  ],
  ci: [
    {
      ...nothing,
      service: 'gitlab-runner',
      program: '/usr/bin/gitlab-runner',
      threads: ['gitlab-runner', 'cc1', 'ld'],
      uid: 998,
      idle: 5,
      busy: 9000,
      phrases: [
        phrase(6, 'openat fstat read read close newfstatat'),
        phrase(4, 'newfstatat newfstatat openat fstat mmap close'),
        phrase(3, 'brk mmap mmap munmap brk'),
        phrase(2, 'openat write write write close rename'),
        phrase(2, 'clone wait4 pipe2 read close'),
        phrase(2, 'futex epoll_wait read futex'),
      ],
      opens: [
        { pathClass: 'srv', path: '/srv/builds/project/src/main.c' },
        { pathClass: 'lib', path: '/usr/include/stdio.h' },
      ],
      writes: [{ pathClass: 'srv', bytes: 8e6 }],
      starts: [
        { program: '/usr/bin/gcc', argv: ['gcc', '-O2', '-c', 'main.c'], idle: 2, busy: 3000 },
        { program: '/usr/bin/git', argv: ['git', 'fetch', 'origin'], idle: 2, busy: 60 },
      ],
    },
  ],
  mail: [
    {
      ...nothing,
      service: 'postfix',
      program: '/usr/lib/postfix/sbin/smtpd',
      threads: ['smtpd', 'qmgr'],
      uid: 106,
      idle: 4,
      busy: 1500,
      phrases: [
        phrase(5, 'poll read write poll read write'),
        phrase(2, 'openat fcntl write write fsync close rename'),
        phrase(2, 'epoll_wait accept4 fcntl poll write'),
        phrase(1, 'socket connect poll write poll read close'),
      ],
      writes: [{ pathClass: 'spool', bytes: 5e5 }],
    },
  ],
  desktop: [
    {
      ...nothing,
      service: 'gnome-shell',
      program: '/usr/bin/gnome-shell',
      threads: ['gnome-shell'],
      uid: 1000,
      idle: 60,
      busy: 2500,
      phrases: [
        phrase(6, 'poll recvmsg poll sendmsg'),
        phrase(3, 'poll read ioctl ioctl write'),
        phrase(1, 'madvise futex futex'),
      ],
      opens: [{ pathClass: 'home', path: '/home/ann/.config/dconf/user' }],
      writes: [{ pathClass: 'home', bytes: 2e4 }],
      starts: [{ program: '/usr/bin/nautilus', argv: ['nautilus'], idle: 1, busy: 12 }],
    },
    {
      ...nothing,
      service: 'firefox',
      program: '/usr/lib/firefox/firefox',
      threads: ['firefox', 'Socket Thread'],
      uid: 1000,
      idle: 20,
      busy: 4000,
      phrases: [
        phrase(6, 'poll recvfrom futex sendto'),
        phrase(4, 'futex madvise futex munmap mmap'),
        phrase(2, 'openat fstat pread64 close'),
        phrase(1, 'socket connect poll sendto poll recvfrom'),
      ],
      writes: [{ pathClass: 'home', bytes: 1e5 }],
    },
  ],
  backup: [
    {
      ...nothing,
      service: 'borg',
      program: '/usr/bin/borg',
      threads: ['borg'],
      uid: 0,
      idle: 2,
      busy: 5000,
      phrases: [
        phrase(6, 'openat fstat read read read close'),
        phrase(4, 'write write lseek'),
        phrase(1, 'getdents64 statx statx statx'),
        phrase(1, 'sendto poll recvfrom'),
      ],
      writes: [{ pathClass: 'data', bytes: 1e7 }],
    },
  ],
  dns: [
    {
      ...nothing,
      service: 'unbound',
      program: '/usr/sbin/unbound',
      threads: ['unbound'],
      uid: 115,
      idle: 10,
      busy: 3000,
      phrases: [
        phrase(6, 'epoll_wait recvmsg sendmsg'),
        phrase(3, 'epoll_wait recvmsg socket connect sendto epoll_ctl epoll_wait recvfrom close sendmsg'),
      ],
    },
  ],
  queue: [
    {
      ...nothing,
      service: 'rabbitmq-server',
      program: '/usr/lib/erlang/erts-13.1.5/bin/beam.smp',
      threads: ['1_scheduler', '2_scheduler'],
      uid: 112,
      idle: 30,
      busy: 4000,
      phrases: [
        phrase(6, 'futex epoll_wait recvfrom writev'),
        phrase(3, 'futex sched_yield futex'),
        phrase(1, 'pwrite64 fsync futex'),
      ],
      writes: [{ pathClass: 'data', bytes: 5e5 }],
    },
  ],
  idle: [],
};

/** Services of a VM's role: its own, and those that every guest has. */
export function servicesOf(role: string): readonly ServiceHabit[] {
  return [...(roles[role] ?? []), journal, cron, sshd];
}
