/** Numbers, on x86-64, of the system calls that simulated programs make. */
export const syscallNumber = {
  read: 0,
  write: 1,
  close: 3,
  fstat: 5,
  poll: 7,
  lseek: 8,
  mmap: 9,
  mprotect: 10,
  munmap: 11,
  brk: 12,
  rt_sigaction: 13,
  rt_sigprocmask: 14,
  ioctl: 16,
  pread64: 17,
  pwrite64: 18,
  writev: 20,
  access: 21,
  sched_yield: 24,
  madvise: 28,
  dup2: 33,
  sendfile: 40,
  socket: 41,
  connect: 42,
  sendto: 44,
  recvfrom: 45,
  sendmsg: 46,
  recvmsg: 47,
  shutdown: 48,
  setsockopt: 54,
  clone: 56,
  vfork: 58,
  execve: 59,
  exit: 60,
  wait4: 61,
  kill: 62,
  fcntl: 72,
  fsync: 74,
  fdatasync: 75,
  getdents64: 217,
  rename: 82,
  unlink: 87,
  futex: 202,
  clock_nanosleep: 230,
  exit_group: 231,
  epoll_wait: 232,
  epoll_ctl: 233,
  openat: 257,
  newfstatat: 262,
  accept4: 288,
  pipe2: 293,
  getrandom: 318,
  statx: 332,
} as const;

/** Name of one of them. */
type SyscallName = keyof typeof syscallNumber;

/** A run of calls written as names with spaces between, as numbers. @throws on a name that is not known */
export function callsOf(names: string): number[] {
  return names.split(' ').map((name) => {
    if (!isKnown(name)) throw new Error(`no system call ${name}`);
    return syscallNumber[name];
  });
}

function isKnown(name: string): name is SyscallName {
  return Object.hasOwn(syscallNumber, name);
}
