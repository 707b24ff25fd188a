import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Full path of a program on PATH. @returns '' when it is not there */
export function findProgram(name: string): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (!folder) continue;
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here: look in the next folder.
    }
  }
  return '';
}

/** First line a program prints of its version, '' when it does not answer within two seconds. */
export async function readVersion(path: string, args: readonly string[] = ['--version']): Promise<string> {
  try {
    const { stdout, stderr } = await run(path, [...args], { timeout: 2000, maxBuffer: 1 << 20 });
    return (stdout || stderr).split('\n')[0]?.trim().slice(0, 120) ?? '';
  } catch {
    return '';
  }
}
