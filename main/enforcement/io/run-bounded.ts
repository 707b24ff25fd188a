import { type ChildProcess, spawn } from 'node:child_process';
import { pickEnvironment } from '../../hosts/io/host-child.ts';
import type { Done } from '../enforcement-port.ts';

/** Most bytes that are taken of what a command says, and of what it complains about. */
const MOST_OUTPUT = 32 * 2 ** 20;
const MOST_COMPLAINT = 4000;

/** What a command said, and whether it ended well. */
interface Output {
  text: string;
  whole: boolean;
}

/** Runs a command with a text as its input until it ends, `deadline` ms at most. @returns what it said, whatever its status */
export function runBounded(
  command: readonly string[],
  input: string,
  deadline: number,
  signal: AbortSignal,
): Promise<Done<Output>> {
  const [program = '', ...rest] = command;
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ ok: false, code: 'cancelled', why: 'It was cancelled.' });
    const child = spawn(program, rest, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...pickEnvironment(process.env), LC_ALL: 'C' },
      windowsHide: true,
      // A group of its own: what a terminal tells the console is not told to it, and all of it can be ended.
      detached: process.platform !== 'win32',
    });
    let failure: { code: string; why: string } | null = null;
    const give = (code: string, why: string): void => {
      failure ??= { code, why };
      endGroup(child);
      child.stdout.destroy();
    };
    const timer = setTimeout(() => give('late', `The host did not answer within ${deadline} ms.`), deadline);
    const cancel = (): void => give('cancelled', 'It was cancelled.');
    signal.addEventListener('abort', cancel, { once: true });
    const said: Buffer[] = [];
    let bytes = 0;
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_OUTPUT) give('answer', 'The host says more than can be.');
      else said.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (complaint.length < MOST_COMPLAINT) complaint += chunk.toString('utf8');
    });
    // A command that ends early closes its input: what it said tells why.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    const end = (outcome: Done<Output>): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      resolve(failure === null ? outcome : { ok: false, ...failure });
    };
    child.once('error', (problem) => end({ ok: false, code: 'no-way', why: problem.message }));
    // Not `close`: the shared connection of ssh, which outlives the command, may hold its complaints open.
    const ended = new Promise<number | null>((over) => child.once('exit', over));
    const told = new Promise<void>((over) => child.stdout.once('close', over));
    const finish = async (): Promise<void> => {
      const [code] = await Promise.all([ended, told]);
      const text = Buffer.concat(said).toString('utf8');
      if (text !== '' || code === 0) return end({ ok: true, value: { text, whole: code === 0 } });
      const last = complaint.trim().split('\n').at(-1) ?? '';
      end({ ok: false, code: 'unreachable', why: (last || `It ended with code ${code}`).slice(0, 500) });
    };
    void finish();
  });
}

function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It is over, or runs as somebody else, who notices when we are gone.
  }
}
