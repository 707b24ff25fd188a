import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
let isolates: Promise<boolean> | null = null;

/** The command that runs another in a network namespace of its own, where this kernel lets us make one. */
export const isolationCommand = ['unshare', '--map-root-user', '--net', '--'] as const;

/** Whether {@link isolationCommand} works on this machine; asked once. */
export function canIsolateNetwork(): Promise<boolean> {
  isolates ??= (async () => {
    if (process.platform !== 'linux') return false;
    try {
      const [program, ...args] = isolationCommand;
      await run(program, [...args, '/bin/true'], { timeout: 3000, env: { PATH: process.env['PATH'] ?? '' } });
      return true;
    } catch {
      return false;
    }
  })();
  return isolates;
}
