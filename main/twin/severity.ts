/**
 * How much an act weighs where a VM was never seen to do it, 0 to 1, and the ATT&CK technique it would be. Weights follow
 * what is left to doubt: a shell on a socket explains itself, a new peer may be an update.
 */
export const SEVERITY = {
  /** A shell begun by what is no shell, no terminal and no login. */
  shell: { severity: 0.75, technique: 'T1059.004' },
  /** A program from where anybody may write, or from memory alone. */
  foreignProgram: { severity: 0.6, technique: 'T1059' },
  memoryProgram: { severity: 0.85, technique: 'T1620' },
  newProgram: { severity: 0.25, technique: 'T1059' },
  /** What only fetches, scans or digs is handy to an intruder. */
  tool: { severity: 0.5, technique: 'T1105' },
  miner: { severity: 0.8, technique: 'T1496' },
  /** Hashes of passwords, by who does not keep accounts. */
  passwordHashes: { severity: 0.72, technique: 'T1003.008' },
  secretOfSystem: { severity: 0.72, technique: 'T1003.008' },
  secretOfUser: { severity: 0.72, technique: 'T1552.004' },
  secretByOffice: { severity: 0.15, technique: 'T1003.008' },
  memoryOfOthers: { severity: 0.6, technique: 'T1003.007' },
  ptrace: { severity: 0.7, technique: 'T1055.008' },
  module: { severity: 0.8, technique: 'T1547.006' },
  bpf: { severity: 0.5, technique: 'T1014' },
  becomesRoot: { severity: 0.6, technique: 'T1548.001' },
  otherPrivilege: { severity: 0.3, technique: 'T1548' },
  leavesContainer: { severity: 0.4, technique: 'T1611' },
  /** Many files written or removed at once. */
  massRewrite: { severity: 0.78, technique: 'T1486' },
  /** Many files that gave way to others: renamed, or written anew and removed. */
  filesReplaced: { severity: 0.78, technique: 'T1486' },
  /** Many files changed by who does so by trade, or where files come and go. */
  manyFiles: { severity: 0.25, technique: 'T1486' },
  writesPrograms: { severity: 0.5, technique: 'T1554' },
  newPeerOutside: { severity: 0.3, technique: 'T1071' },
  /** A port that pools of miners listen on, outside. */
  pool: { severity: 0.7, technique: 'T1496' },
  newPeerInside: { severity: 0.2, technique: 'T1021' },
  socketOnStdio: { severity: 0.5, technique: 'T1059.004' },
  shellOnSocket: { severity: 0.93, technique: 'T1059.004' },
  crash: { severity: 0.2, technique: 'T1499' },
  none: { severity: 0, technique: '' },
} as const satisfies Record<string, { severity: number; technique: string }>;

/** An act of {@link SEVERITY}. */
export type Act = keyof typeof SEVERITY;

/**
 * Acts that no VM does by its nature as others do: these are told before anything is known of it. Shells and modules are not
 * among them, nor programs that lie in memory: page scripts, kernels and containers begin with them.
 */
const NEEDS_NO_BASELINE: ReadonlySet<Act> = new Set<Act>(['miner', 'pool', 'passwordHashes', 'filesReplaced']);
/** What such an act weighs while the twin learns: it may yet turn out to be what the VM is for. */
const UNKNOWN_VM = 0.72;

/** Whether an act is told of a VM whose twin still learns. */
export function needsNoBaseline(act: Act): boolean {
  return NEEDS_NO_BASELINE.has(act);
}

/** How much an act weighs that is told of a VM whose twin still learns. */
export function weighUnknown(severity: number): number {
  return severity * UNKNOWN_VM;
}

/** From here on an act explains itself, whatever else was seen of a VM. */
const PLAIN = 0.7;
/** What is left of others while a baseline has not seen a day: what is handy to an intruder is so to whoever looks after the VM. */
const YOUNG = 0.75;

/** How much an act weighs by a baseline that has seen so much of a day's round, 0 to 1 both. */
export function weighAct(severity: number, maturity: number): number {
  return severity >= PLAIN ? severity : severity * (YOUNG + (1 - YOUNG) * maturity);
}

const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'mksh', 'fish', 'csh', 'tcsh', 'rbash']);
const TOOLS = new Set([
  'nc',
  'ncat',
  'netcat',
  'socat',
  'nmap',
  'masscan',
  'tcpdump',
  'curl',
  'wget',
  'ftpget',
  'tftp',
  'gdb',
  'strace',
  'telnet',
  'chisel',
  'xxd',
  'base64',
  'openssl',
  'dd',
  'shred',
  'insmod',
  'kmod',
  'crontab',
  'at',
  'python',
  'python3',
  'perl',
]);
const MINERS = /^(xmrig|xmr-stak|minerd|cpuminer|ethminer|kinsing|kdevtmpfsi|ccminer|lolminer)/;

/** What reads secrets and begins shells by its office: for these an act alone says little. */
const OFFICIALS = new Set([
  'sshd',
  'sshd-session',
  'login',
  'su',
  'sudo',
  'passwd',
  'cron',
  'crond',
  'systemd',
  'init',
  'getty',
  'agetty',
  'unix_chkpwd',
  'systemd-logind',
  'systemd-userdbd',
  'polkitd',
  'useradd',
  'usermod',
  'chpasswd',
  'dropbear',
  'run-parts',
  'anacron',
  'ssh',
  'ssh-agent',
  'sshd-auth',
  'nginx',
  'apache2',
  'httpd',
  'dovecot',
  'master',
  'postgres',
  'tmux',
  'screen',
  'mien-agent',
]);
/** What keeps accounts, and reads the hashes of their passwords for it. */
const ACCOUNT_KEEPERS = new Set([
  'accounts-daemon',
  'atd',
  'chage',
  'chfn',
  'chsh',
  'expiry',
  'gpasswd',
  'groupadd',
  'groupdel',
  'groupmod',
  'grpck',
  'grpconv',
  'newgrp',
  'nscd',
  'proftpd',
  'pwck',
  'pwconv',
  'runuser',
  'saslauthd',
  'systemd-sysuser',
  'userdel',
  'vipw',
  'vsftpd',
]);
/** What begins shells as others begin threads: editors of packages, tools that build, consoles. */
const SHELL_KEEPERS = new Set([
  'make',
  'dpkg',
  'apt',
  'apt-get',
  'rpm',
  'dnf',
  'apk',
  'env',
  'xargs',
  'find',
  'timeout',
  'nohup',
  'setsid',
  'busybox',
  'udevd',
  'systemd-udevd',
  'git',
  'gcc',
  'cc1',
  'ld',
  'watch',
  'time',
  'flock',
  'logrotate',
  'qemu-ga',
]);

/** Of the officials those that begin shells; a web server's shell is the very thing to notice. */
const SHELL_OFFICIALS = new Set(
  [...OFFICIALS].filter((name) => !/^(nginx|apache2|httpd|dovecot|master|postgres)$/.test(name)),
);

/** What changes many files by trade. */
const FILE_MOVERS = new Set([
  'dpkg',
  'apt',
  'apt-get',
  'rpm',
  'dnf',
  'yum',
  'apk',
  'pacman',
  'logrotate',
  'tar',
  'rsync',
  'git',
  'unattended-upgr',
  'make',
  'ld',
  'borg',
  'restic',
  'npm',
  'cargo',
  'pip',
  'update-initram',
  'mandb',
  'savelog',
  'rustc',
  'ninja',
  'cc1',
  'cc1plus',
  'ccache',
  'go',
  'yarn',
  'pnpm',
  'dovecot',
  'imap',
  'lmtp',
]);
/** Where what people made lies. Databases and caches, which replace many files by trade, have other places. */
const PLACES_OF_PEOPLE = new Set(['home', 'root', 'srv', 'etc', 'other']);

/**
 * What changing many files is, by the program that does it and the kind of place they lie in.
 * @param replaced whether as many gave way to others
 */
export function actOfManyFiles(name: string, pathClass: string, replaced: boolean): Act {
  if (FILE_MOVERS.has(name)) return 'manyFiles';
  if (['tmp', 'log', 'spool', 'proc-self', 'proc-other', 'sys', 'dev'].includes(pathClass)) return 'manyFiles';
  return replaced && PLACES_OF_PEOPLE.has(pathClass) ? 'filesReplaced' : 'massRewrite';
}

/** Whether a program reads secrets and begins shells by its office. Web and database servers read their own TLS keys. */
export function isOfficial(name: string): boolean {
  return OFFICIALS.has(name) || ACCOUNT_KEEPERS.has(name);
}

/** Name of a program by its file, or by what it was called as where one file is many programs. */
export function programName(program: string, calledAs: string): string {
  const file = program.slice(program.lastIndexOf('/') + 1);
  if (file !== 'busybox' && file !== 'toybox') return file;
  const called = calledAs.slice(calledAs.lastIndexOf('/') + 1).replace(/^-/, '');
  return called === '' ? file : called;
}

/** Whether a program, by its file's name, is a shell. A busybox is one by the name it is called by. */
export function isShell(name: string): boolean {
  return SHELLS.has(name);
}

/** What running a program is, by its file's name and where it lies, where nobody ran it before. */
export function actOfProgram(name: string, place: string, parent: string): Act {
  if (MINERS.test(name)) return 'miner';
  if (place === 'memory') return 'memoryProgram';
  if (place === 'tmp') return 'foreignProgram';
  if (isShell(name))
    return isShell(parent) || SHELL_KEEPERS.has(parent) || SHELL_OFFICIALS.has(parent) ? 'newProgram' : 'shell';
  return TOOLS.has(name) ? 'tool' : 'newProgram';
}
