import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { FrameReader } from '../frames.ts';
import type { ParserRequest } from '../parser-messages.ts';
import { canIsolateNetwork, isolationCommand } from './isolation.ts';
import type { ParserProgram } from './parser-process.ts';

/** Most bytes of heap the child may take; the index lives in the engine, so it needs little. */
const heapMegabytes = 160;

/**
 * A capture is read in about a second, of which a third went into compiling and collecting. Room from the start saves
 * most collections; one thread collects, since there is little; and only what is called for each packet is worth the
 * slowest compiler. Together about a fifteenth of the child's CPU time.
 */
const lean = [
  '--min-semi-space-size=4',
  '--max-semi-space-size=8',
  '--initial-heap-size=48',
  '--single-threaded-gc',
  '--invocation-count-for-turbofan=60000',
];

/** What the child is given besides its streams: a file opened with these flags, or a pipe to the engine. */
export type ChildInput = { path: string; flags: 'r' | 'r+' | 'w+' } | 'pipe';

/** A parsing child that runs. */
export interface ParserChild {
  process: ChildProcess;
  ask(request: ParserRequest): void;
  ended: Promise<void>;
}

/**
 * Starts the parsing child with its inputs already open, from descriptor 3 on: an empty environment, no right to any
 * file but its own code, no children, no workers, no code from strings, and no network where the kernel lets us take
 * it away.
 */
export async function startParserChild(
  program: ParserProgram,
  inputs: readonly ChildInput[],
  onFrame: (kind: number, payload: Uint8Array) => void,
  onChunk: () => void,
  heap = heapMegabytes,
): Promise<ParserChild> {
  const isolated = await canIsolateNetwork();
  const node = [
    program.node,
    '--permission',
    `--allow-fs-read=${program.codeRoot}`,
    '--disallow-code-generation-from-strings',
    '--no-warnings',
    `--max-old-space-size=${heap}`,
    ...lean,
    program.entry,
  ];
  const [command = program.node, ...args] = isolated ? [...isolationCommand, ...node] : node;
  const descriptors: number[] = [];
  const open = ({ path, flags }: { path: string; flags: string }): number => {
    const descriptor = openSync(path, flags, 0o600);
    descriptors.push(descriptor);
    return descriptor;
  };
  let child: ChildProcess;
  try {
    child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe', ...inputs.map((input) => (input === 'pipe' ? input : open(input)))],
      env: isolated ? { PATH: process.env['PATH'] ?? '' } : {},
      windowsHide: true,
    });
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
  const reader = new FrameReader(onFrame);
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    if (complaint.length < 2000) complaint += chunk.toString('utf8');
  });
  const ended = new Promise<void>((resolve, reject) => {
    let broken: unknown = null;
    child.stdout?.on('data', (chunk: Buffer) => {
      if (broken !== null) return;
      try {
        reader.push(chunk);
        onChunk();
      } catch (problem) {
        // What it says cannot be believed any more: nothing of it is taken from here on.
        broken = problem;
        child.kill('SIGKILL');
      }
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (broken !== null) reject(broken instanceof Error ? broken : new Error('the reader sent what is not ours'));
      else if (code === 0) resolve();
      else
        reject(
          new Error(
            `The reader ended with ${signal ?? `code ${code}`}. ${complaint.trim().split('\n').slice(-1).join('')}`,
          ),
        );
    });
  });
  // A child that dies closes its input; writing to it then is not an error of ours.
  child.stdin?.on('error', () => {});
  return {
    process: child,
    ended,
    ask: (request) => child.stdin?.write(`${JSON.stringify(request)}\n`),
  };
}
