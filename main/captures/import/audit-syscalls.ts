import type { HostEventKind } from '../../telemetry/host-event.ts';

/** Audit architectures: x86-64, arm64, i386. */
const NUMBERS: Record<string, Map<string, string>> = {
  c000003e: new Map([
    ['59', 'execve'],
    ['322', 'execveat'],
    ['42', 'connect'],
    ['43', 'accept'],
    ['288', 'accept4'],
    ['49', 'bind'],
    ['41', 'socket'],
    ['44', 'sendto'],
    ['1', 'write'],
    ['2', 'open'],
    ['257', 'openat'],
    ['87', 'unlink'],
    ['263', 'unlinkat'],
    ['82', 'rename'],
    ['264', 'renameat'],
    ['90', 'chmod'],
    ['268', 'fchmodat'],
    ['92', 'chown'],
    ['260', 'fchownat'],
    ['105', 'setuid'],
    ['106', 'setgid'],
    ['117', 'setresuid'],
    ['101', 'ptrace'],
    ['175', 'init_module'],
    ['313', 'finit_module'],
    ['176', 'delete_module'],
    ['165', 'mount'],
    ['62', 'kill'],
    ['56', 'clone'],
    ['57', 'fork'],
    ['58', 'vfork'],
    ['159', 'adjtimex'],
  ]),
  c00000b7: new Map([
    ['221', 'execve'],
    ['281', 'execveat'],
    ['203', 'connect'],
    ['202', 'accept'],
    ['242', 'accept4'],
    ['200', 'bind'],
    ['198', 'socket'],
    ['206', 'sendto'],
    ['64', 'write'],
    ['56', 'openat'],
    ['35', 'unlinkat'],
    ['38', 'renameat'],
    ['53', 'fchmodat'],
    ['54', 'fchownat'],
    ['146', 'setuid'],
    ['144', 'setgid'],
    ['147', 'setresuid'],
    ['117', 'ptrace'],
    ['105', 'init_module'],
    ['273', 'finit_module'],
    ['106', 'delete_module'],
    ['40', 'mount'],
    ['129', 'kill'],
    ['220', 'clone'],
  ]),
  '40000003': new Map([
    ['11', 'execve'],
    ['358', 'execveat'],
    ['362', 'connect'],
    ['364', 'accept4'],
    ['361', 'bind'],
    ['359', 'socket'],
    ['369', 'sendto'],
    ['102', 'socketcall'],
    ['4', 'write'],
    ['5', 'open'],
    ['295', 'openat'],
    ['10', 'unlink'],
    ['301', 'unlinkat'],
    ['38', 'rename'],
    ['15', 'chmod'],
    ['182', 'chown'],
    ['23', 'setuid'],
    ['46', 'setgid'],
    ['26', 'ptrace'],
    ['128', 'init_module'],
    ['350', 'finit_module'],
    ['129', 'delete_module'],
    ['21', 'mount'],
    ['37', 'kill'],
    ['120', 'clone'],
    ['2', 'fork'],
  ]),
};

/** Name of a system call by audit architecture (hexadecimal) and number; `syscall N` when not one of those that matter here. */
export function syscallName(architecture: string, number: string): string {
  const table = NUMBERS[architecture.toLowerCase().replace(/^0x/, '')];
  return table?.get(number) ?? (/^\d{1,6}$/.test(number) ? `syscall ${number}` : number.slice(0, 32));
}

/** What kind of event a system call is. */
export function syscallKind(name: string): HostEventKind {
  if (/^(?:execve|execveat|clone|fork|vfork|kill)$/.test(name)) return 'process';
  if (/^(?:connect|accept|accept4|bind|socket|sendto|socketcall)$/.test(name)) return 'network';
  if (/^(?:init_module|finit_module|delete_module)$/.test(name)) return 'module';
  if (/^(?:setuid|setgid|setresuid|ptrace)$/.test(name)) return 'privilege';
  return /^(?:open|openat|unlink|unlinkat|rename|renameat|chmod|fchmodat|chown|fchownat|mount|write)$/.test(name)
    ? 'file'
    : 'other';
}
