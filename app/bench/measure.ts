import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What running a command took. */
export interface Measurement {
  /** User and system time of the command and all its children, seconds. */
  cpu: number;
  wall: number;
  /** Largest sum of resident memory over its processes, bytes, and what each had then, the command's own first. */
  peakBytes: number;
  peakParts: number[];
  output: string;
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
        .split(' ')
        .filter(Boolean)
        .map(Number)
        .flatMap((child) => [child, ...childrenOf(child)]),
    );
  } catch {
    return [];
  }
}

function residentBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    // Proportional share: two processes of one program do not each pay for its code.
    return Number(/^Pss:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/**
 * Runs a command on one core and measures it with all its children.
 * @throws when it fails
 */
export async function measure(command: readonly string[]): Promise<Measurement> {
  const child = spawn('bash', ['-c', 'TIMEFORMAT="cpu %U %S %R"; time taskset -c 0 "$@"', 'bash', ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  let peakBytes = 0;
  let peakParts: number[] = [];
  const sampling = setInterval(() => {
    const parts = childrenOf(child.pid ?? 0).map(residentBytes);
    const sum = parts.reduce((total, bytes) => total + bytes, 0);
    if (sum <= peakBytes) return;
    peakBytes = sum;
    peakParts = parts;
  }, 50);
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  clearInterval(sampling);
  const times = /cpu ([\d.]+) ([\d.]+) ([\d.]+)/.exec(errors);
  if (code !== 0 || !times) throw new Error(`${command[0]} failed: ${errors.slice(-500)}`);
  return { cpu: Number(times[1]) + Number(times[2]), wall: Number(times[3]), peakBytes, peakParts, output };
}
