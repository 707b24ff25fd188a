import type { SyscallAbi } from '../telemetry/agent-report.ts';
import type { Token } from './sequence-model.ts';
import { AARCH64_CALLS, I386_CALLS, type NameRun, X86_64_CALLS } from './syscall-names.ts';

/** Numbers each way of calling has room for. No kernel has more; what is beyond is one token. */
const ROOM = 512;
const ABIS: readonly SyscallAbi[] = ['x86_64', 'i386', 'aarch64'];
const RUNS: Readonly<Record<SyscallAbi, readonly NameRun[]>> = {
  x86_64: X86_64_CALLS,
  i386: I386_CALLS,
  aarch64: AARCH64_CALLS,
};

const names: string[] = [];
for (const [index, abi] of ABIS.entries()) {
  for (const run of RUNS[abi]) {
    for (const [offset, name] of run.names.trim().split(/\s+/).entries())
      names[1 + index * ROOM + run.from + offset] = abi === 'i386' ? `${name} (32 bit)` : name;
  }
}

/** Tokens of all ways of calling: the size of the vocabulary. */
export const SYSCALL_TOKENS = 1 + ABIS.length * ROOM;

/** Token of a system call; 0 for a number that no kernel has. 32-bit programs have tokens of their own. */
export function syscallToken(abi: SyscallAbi, number: number): Token {
  if (number < 0 || number >= ROOM) return 0;
  return 1 + ABIS.indexOf(abi) * ROOM + number;
}

/** Name of a system call by its token. */
export function syscallWord(token: Token): string {
  return names[token] ?? (token === 0 ? 'unknown call' : `call ${(token - 1) % ROOM}`);
}
