import { spawn } from 'node:child_process';
import type { HostSettings } from '../host-port.ts';
import { findCaptureCommand } from './capture-command.ts';
import type { Check } from './host-check.ts';

/** Milliseconds until a capture must have begun. */
const PATIENCE = 8000;
/** How pcap files begin, in either order of bytes and for micro- and nanoseconds. */
const magics = new Set(['d4c3b2a1', 'a1b2c3d4', '4d3cb2a1', 'a1b23c4d']);

/** Checks whether packets may be captured, by beginning to on one interface and ending at once. */
export async function checkCapture(
  settings: HostSettings,
  device: string,
  check: Check,
  signal: AbortSignal,
): Promise<void> {
  await check('Packets', async () => {
    const lost = 'Without packets there are no flows, names and alerts of the network; the rest is watched.';
    if (!settings.capture) return [false, 'Capturing is switched off.', lost, 'skipped'];
    const found = findCaptureCommand(settings, device);
    if ('failure' in found) return [false, found.failure.title, `${lost} ${found.failure.action}`];
    const said = await tryCapture(found.command, signal);
    if (said === null) return [true, `tcpdump captures on ${device}`];
    return [false, said.slice(0, 400) || 'tcpdump did not begin in time.', `${lost} ${remedy(said)}`];
  });
}

/** What to do about what a capture said. */
export function remedy(said: string): string {
  if (/password is required|a terminal is required|not in the sudoers/i.test(said)) {
    return 'Allow tcpdump without a password in /etc/sudoers.d: docs/hosts.md has the line.';
  }
  if (/permission|not permitted|denied/i.test(said)) {
    return 'Give tcpdump the right (`setcap cap_net_raw,cap_net_admin+ep $(command -v tcpdump)`) or set the prefix `sudo -n`.';
  }
  if (/not found|ENOENT|no such file/i.test(said)) return 'Install it on the host: `apt install tcpdump`.';
  if (/no such device|doesn't exist|SIOCGIF/i.test(said)) {
    return 'The interface is in another network namespace: set a prefix such as `nsenter -t PID -n`.';
  }
  return 'Run the command by hand on the host to see more.';
}

/** Null when packets can be captured, else what the command said. */
function tryCapture(command: readonly string[], signal: AbortSignal): Promise<string | null> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], signal, killSignal: 'SIGTERM' });
    let said = '';
    let settled = false;
    const end = (answer: string | null): void => {
      if (settled) return;
      settled = true;
      clearTimeout(late);
      child.kill('SIGTERM');
      resolve(answer);
    };
    const late = setTimeout(() => end(said), PATIENCE);
    child.stdout.once('data', (chunk: Buffer) => {
      end(magics.has(chunk.subarray(0, 4).toString('hex')) ? null : `${program} wrote no packets.`);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-2000);
    });
    child.once('error', (problem) => end(problem.message));
    child.once('close', () => end(said.trim() || `${program} ended at once.`));
  });
}
