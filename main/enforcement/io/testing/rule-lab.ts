import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleText } from '../../enforcement-port.ts';
import { CommandPort } from '../command-port.ts';
import { digestOf } from '../digest-of.ts';

/** The host's command as it is shipped. */
export const script = readFileSync(
  join(import.meta.dirname, '..', '..', '..', '..', 'resources', 'enforce.sh'),
  'utf8',
);

/** @returns what is missing for a lab, '' when there is nothing */
export function whyNoRuleLab(): string {
  if (process.getuid?.() !== 0) return 'not root';
  try {
    execFileSync('nft', ['--version'], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'add', `mien-try-${process.pid}`], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'del', `mien-try-${process.pid}`], { stdio: 'ignore' });
    return '';
  } catch {
    return 'nft or network namespaces are missing';
  }
}

/** A network namespace as a host. */
export interface RuleLab {
  prefix: string[];
  /** The same for commands that see another /run. */
  entered(): string[];
  /** Folder in which the host's command keeps its state. */
  state: string;
  port(text?: string): CommandPort;
  nft(...words: string[]): string;
  close(): void;
}

let count = 0;

/** Makes one. @throws when {@link whyNoRuleLab} has a reason */
export function createRuleLab(): RuleLab {
  const name = `mien-rules-${process.pid}-${(count += 1)}`;
  execFileSync('ip', ['netns', 'add', name]);
  const prefix = ['ip', 'netns', 'exec', name];
  const inside = (words: readonly string[]): string =>
    execFileSync('ip', ['netns', 'exec', name, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const inode = inside(['readlink', '/proc/self/ns/net']).replaceAll(/\D/g, '');
  const state = `/run/mien-enforce/${inode}`;
  let inhabitant: ChildProcess | null = null;
  return {
    prefix,
    entered: () => {
      inhabitant ??= spawn('ip', ['netns', 'exec', name, 'sleep', '1000'], { stdio: 'ignore' });
      return ['nsenter', '-t', `${inhabitant.pid}`, '-n'];
    },
    state,
    port: (text = script) => new CommandPort('h1', { uri: 'qemu:///system', prefix, script: text, sockets: '' }, null),
    nft: (...words) => inside(['nft', ...words]),
    close: () => {
      inhabitant?.kill('SIGKILL');
      // Timers of the host outlive whoever asked for them, as they must; here they end with the host.
      for (const file of list(state).filter((entry) => entry.endsWith('.pid'))) {
        try {
          process.kill(Number(readFileSync(join(state, file), 'utf8')), 'SIGKILL');
        } catch {
          // It is over.
        }
      }
      execFileSync('ip', ['netns', 'del', name]);
      rmSync(state, { recursive: true, force: true });
    },
  };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A table that drops what goes to some addresses. */
export function tableOf(...addresses: readonly string[]): RuleText {
  const elements = addresses.length === 0 ? '' : `elements = { ${addresses.join(', ')} }`;
  const text = `table inet mien {
	set mien_bad { type ipv4_addr; ${elements} }
	chain mien_forward {
		type filter hook forward priority 0; policy accept;
		ip daddr @mien_bad counter drop comment "r1"
	}
}
`;
  return { text, digest: digestOf(text) };
}
