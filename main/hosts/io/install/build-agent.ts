import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** Machines that agents are built for, and what Rust calls them; static, so that they run in any Linux. */
const TARGET = 'x86_64-unknown-linux-musl';

/** A program to be installed. */
export interface AgentProgram {
  path: string;
  bytes: Buffer;
  /** Hex. */
  sha256: string;
}

/** Where the agent's program lies after it was built. @param home the console's own folder */
export function agentProgramPath(home: string): string {
  return join(home, 'agent', 'mien-agent');
}

/** Reads the program that was built; null where there is none. */
export function readAgentProgram(path: string): AgentProgram | null {
  if (!existsSync(path)) return null;
  const bytes = readFileSync(path);
  return { path, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** What building answers: the program, or why there is none and what to do. */
export type AgentBuild = { program: AgentProgram } | { problem: string };

/**
 * Builds the agent with cargo, where it is installed.
 * @param root folder of the project @param say takes what cargo says, as it comes
 */
export async function buildAgent(
  root: string,
  home: string,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<AgentBuild> {
  const crate = join(root, 'native', 'agent');
  if (!existsSync(join(crate, 'Cargo.toml')))
    return {
      problem: `The agent's sources are not here (${crate}): packages do not bring them. Build it in a checkout, and name it with --program.`,
    };
  const targetFolder = join(home, 'agent', 'target');
  const args = [
    'build',
    '--release',
    '--locked',
    '--bin',
    'mien-agent',
    '--target',
    TARGET,
    '--target-dir',
    targetFolder,
  ];
  const code = await run('cargo', args, crate, say, signal);
  if (code === 'missing')
    return {
      problem: `cargo is not installed: get Rust (https://rustup.rs, or \`apt install cargo\`), then \`rustup target add ${TARGET}\`.`,
    };
  if (code !== 0)
    return {
      problem: `cargo could not build it; it says why above. Where it lacks the target: \`rustup target add ${TARGET}\`.`,
    };
  const path = agentProgramPath(home);
  mkdirSync(join(home, 'agent'), { recursive: true, mode: 0o700 });
  copyFileSync(join(targetFolder, TARGET, 'release', 'mien-agent'), `${path}.new`);
  chmodSync(`${path}.new`, 0o755);
  renameSync(`${path}.new`, path);
  const program = readAgentProgram(path);
  return program === null ? { problem: `${path} was not written.` } : { program };
}

function run(
  program: string,
  args: readonly string[],
  folder: string,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<number | 'missing'> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], signal });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', say);
    child.once('error', (problem: NodeJS.ErrnoException) => resolve(problem.code === 'ENOENT' ? 'missing' : 1));
    child.once('close', (code) => resolve(code ?? 1));
  });
}
