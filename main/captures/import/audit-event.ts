import type { HostEvent, HostEventKind } from '../../telemetry/host-event.ts';
import { canonicalAddress, isNobodysAddress } from './canonical-address.ts';
import { createEvent, fileNameOf } from './create-event.ts';
import { syscallKind, syscallName } from './audit-syscalls.ts';

/** All records of one audit event, whichever way they were written. */
export interface AuditParts {
  time: number;
  node: string;
  /** Record types in order, e.g. `SYSCALL`, `EXECVE`, `PATH`. */
  types: string[];
  /** A field of the first record of a type, '' if none. */
  field(type: string, name: string): string;
  /** Arguments of the program started, if any. */
  argv: string[];
  /** Paths concerned, in order. */
  paths: string[];
  raw: string;
}

/** Describes an audit event: a system call with its program, file or peer, or what a user-space program reported. */
export function createAuditEvent(parts: AuditParts): HostEvent {
  return parts.types.includes('SYSCALL') ? describeSyscall(parts) : describeReport(parts);
}

function describeSyscall(parts: AuditParts): HostEvent {
  const call =
    parts.field('SYSCALL', 'SYSCALL') || syscallName(parts.field('SYSCALL', 'arch'), parts.field('SYSCALL', 'syscall'));
  const executable = parts.field('SYSCALL', 'exe');
  const name = parts.field('SYSCALL', 'comm') || fileNameOf(executable);
  const commandLine = parts.argv.length > 0 ? parts.argv.join(' ') : parts.field('PROCTITLE', 'proctitle');
  const socket = readSocketAddress(parts.field('SOCKADDR', 'saddr'));
  const isExec = call.startsWith('execve');
  const target = isExec ? '' : (socket?.path ?? parts.paths[0] ?? '');
  const anomaly = parts.types.find((type) => type.startsWith('ANOM_'));
  const refusal = parts.types.includes('AVC');
  const kind: HostEventKind = refusal ? 'rule' : parts.types.includes('LOGIN') ? 'login' : syscallKind(call);
  const connection =
    socket === null || socket.address === ''
      ? null
      : { transport: '', src: '', sport: 0, dst: socket.address, dport: socket.port };
  return createEvent({
    time: parts.time,
    source: 'auditd',
    host: parts.node,
    kind,
    title: anomaly ?? (refusal ? `access refused: ${name}` : `${isExec ? 'process started' : call}: ${name}`),
    detail: isExec
      ? commandLine
      : connection === null
        ? target || commandLine
        : `${connection.dst}:${connection.dport}`,
    severity: anomaly !== undefined || refusal ? 'warning' : 'info',
    process: {
      pid: wholeNumber(parts.field('SYSCALL', 'pid')),
      name,
      executable,
      commandLine,
      user: parts.field('SYSCALL', 'UID') || parts.field('SYSCALL', 'uid'),
    },
    connection,
    target,
    raw: parts.raw,
  });
}

function describeReport(parts: AuditParts): HostEvent {
  const type = parts.types[0] ?? 'UNKNOWN';
  const text = (name: string): string => parts.field(type, name);
  const failed = text('res') === 'failed' || text('res') === '0';
  const executable = text('exe');
  const account = text('acct') || knownUser(text('AUID')) || knownUser(text('auid'));
  const address = canonicalAddress(text('addr'));
  const unit = text('unit');
  return createEvent({
    time: parts.time,
    source: 'auditd',
    host: parts.node,
    addresses: [],
    kind: reportKind(type),
    title: `${type.toLowerCase().replaceAll('_', ' ')}${failed ? ' failed' : ''}${unit === '' ? '' : `: ${unit}`}`,
    detail: text('cmd') || [account, address].filter((part) => part !== '').join(' from '),
    severity: type.startsWith('ANOM_') || type === 'AVC' ? 'warning' : failed ? 'notice' : 'info',
    process:
      executable === '' && text('pid') === ''
        ? null
        : { pid: wholeNumber(text('pid')), executable, commandLine: text('cmd'), user: account },
    connection: isNobodysAddress(address) ? null : { transport: '', src: address, sport: 0, dst: '', dport: 0 },
    target: parts.paths[0] ?? unit,
    raw: parts.raw,
  });
}

/** The kernel's "no user" is the largest number. */
function knownUser(user: string): string {
  return user === '4294967295' || user === 'unset' || user === '-1' ? '' : user;
}

function reportKind(type: string): HostEventKind {
  if (/^(?:USER_LOGIN|USER_AUTH|USER_START|USER_END|USER_LOGOUT|USER_ERR|LOGIN|CRED_|USER_ACCT)/.test(type))
    return 'login';
  if (/^(?:USER_CMD|USER_ROLE_CHANGE|ADD_|DEL_|USER_MGMT|USER_CHAUTHTOK|GRP_|ROLE_|CHUSER_ID|CHGRP_ID)/.test(type))
    return 'privilege';
  if (type === 'AVC' || type.startsWith('ANOM_')) return 'rule';
  if (type === 'KERN_MODULE') return 'module';
  return 'other';
}

function wholeNumber(text: string): number {
  const value = text.length > 12 ? 0 : Number(text);
  return Number.isInteger(value) && value > 0 ? value : 0;
}

/** Reads a socket address written as hexadecimal bytes of the kernel's sockaddr; null when it is none. */
export function readSocketAddress(hex: string): { address: string; port: number; path: string | undefined } | null {
  if (hex.length < 16 || hex.length > 512 || !/^[0-9A-Fa-f]+$/.test(hex)) return null;
  const byte = (at: number): number => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16);
  // The family is two bytes in the machine's own order; the ones that matter are below 256.
  const family = byte(0) || byte(1);
  const port = byte(2) * 256 + byte(3);
  if (family === 2) return { address: `${byte(4)}.${byte(5)}.${byte(6)}.${byte(7)}`, port, path: undefined };
  if (family === 10 && hex.length >= 48) {
    const groups = Array.from({ length: 8 }, (_none, at) => hex.slice(16 + at * 4, 20 + at * 4));
    return { address: canonicalAddress(groups.join(':')), port, path: undefined };
  }
  if (family !== 1) return null;
  let path = '';
  for (let at = 2; at < hex.length / 2 && (byte(at) !== 0 || at === 2); at += 1) {
    if (byte(at) >= 0x20 && byte(at) < 0x7f) path += String.fromCharCode(byte(at));
  }
  return { address: '', port: 0, path };
}
