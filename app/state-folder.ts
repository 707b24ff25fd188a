import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folder where Mien keeps what it remembers on this machine: MIEN_HOME, else where the system wants such things. */
export function stateFolder(environment: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (environment['MIEN_HOME']) return environment['MIEN_HOME'];
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Mien');
  if (platform === 'win32') return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Mien');
  return join(environment['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'mien');
}
