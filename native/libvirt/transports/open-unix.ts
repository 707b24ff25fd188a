import { homedir } from 'node:os';
import type { HostAddress } from '../parse-uri.ts';
import { connectSocket } from './connect-socket.ts';
import { explainSystemError } from './explain-system-error.ts';
import { socketPaths } from './socket-paths.ts';
import { systemCode } from './system-code.ts';
import type { Transport } from './transport.ts';

/** Connects to a daemon of this machine. @throws TransportError */
export async function openUnix(address: HostAddress, readOnly: boolean, signal: AbortSignal): Promise<Transport> {
  const runtime = process.env['XDG_RUNTIME_DIR'] || `${homedir()}/.cache`;
  const paths = socketPaths(address, readOnly, runtime);
  let first: { error: Error; path: string } | null = null;
  for (const path of paths) {
    try {
      const socket = await connectSocket({ path }, signal);
      return {
        socket,
        encrypted: false,
        explain: (error) => explainSystemError(error, path),
        end: () => Promise.resolve(),
      };
    } catch (error) {
      // A socket that is there but refuses says more than one that is not.
      if (!first || isMissing(first.error))
        first = first && isMissing(error as Error) ? first : { error: error as Error, path };
    }
  }
  signal.throwIfAborted();
  throw explainSystemError(first!.error, first!.path);
}

function isMissing(error: Error): boolean {
  return systemCode(error) === 'ENOENT';
}
