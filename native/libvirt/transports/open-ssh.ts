import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import type { HostAddress } from '../parse-uri.ts';
import { TransportError } from '../transport-error.ts';
import { connectSocket } from './connect-socket.ts';
import { explainSsh } from './explain-ssh.ts';
import { socketPaths } from './socket-paths.ts';
import { type Forward, type SshWay, sshArguments } from './ssh-arguments.ts';
import type { Transport } from './transport.ts';

/** Most that is kept of what ssh says, characters. */
const MOST_SAID = 8192;
/** What neither ssh's `-L` nor the remote shell reads anything into. */
const PLAIN_PATH = /^\/[A-Za-z0-9_.@+,/-]*$/;

/**
 * Reaches a remote daemon's socket through the system's ssh, so that its agent, configuration, jumps and known hosts count.
 * The other side needs an ssh server that forwards sockets, `sh` and `cat`; for Windows, whose ssh does not, `socat` or `nc`.
 * @throws TransportError
 */
export async function openSsh(
  address: HostAddress,
  readOnly: boolean,
  timeout: number,
  signal: AbortSignal,
  way: SshWay = process.platform === 'win32' ? 'pipe' : 'forward',
): Promise<Transport> {
  if (address.session && !address.socket) {
    throw new TransportError(
      'wrong-uri',
      'Name the socket of the session too: add ?socket=/run/user/UID/libvirt/libvirt-sock with the number of the user there.',
    );
  }
  const paths = socketPaths(address, readOnly, '');
  const odd = paths.find((path) => !PLAIN_PATH.test(path));
  if (odd) throw new TransportError('wrong-uri', `Name the remote socket by a plain path: ${odd} is none.`);
  // Only its owner may look into it, so nobody else can use the way to the host.
  const folder = await mkdtemp(join(tmpdir(), 'libvirt-'));
  const forwards = paths.map((remote, index) => ({ remote, local: `${folder}/${index}` }));
  const command = address.command || 'ssh';
  const child = spawn(command, sshArguments(address, forwards, Math.ceil(timeout / 1000), way));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-MOST_SAID);
  });
  // Writing to a child that is gone is no news.
  child.stdin.on('error', () => undefined);
  const end = (): Promise<void> => endChild(child);
  try {
    const path = await readyPath(child, command, address.host, () => said, signal);
    const socket =
      way === 'pipe'
        ? Duplex.from({ readable: child.stdout, writable: child.stdin })
        : await connectSocket({ path: localOf(forwards, path) }, signal);
    // The echo of nothing.
    if (way === 'forward') child.stdout.resume();
    return { socket, encrypted: true, explain: () => explainSsh(said, address.host), end };
  } catch (error) {
    await end();
    signal.throwIfAborted();
    throw error instanceof TransportError ? error : explainSsh(said, address.host);
  } finally {
    // Once connected nobody needs the way in again, and nothing is left if this process is killed.
    await rm(folder, { recursive: true, force: true });
  }
}

function localOf(forwards: readonly Forward[], path: string): string {
  const forward = forwards.find(({ remote }) => remote === path);
  if (!forward) throw new Error('the other side names another socket');
  return forward.local;
}

/** The remote socket that can be used, as the script on the other side says; what follows its answer stays unread. */
function readyPath(
  child: ChildProcessWithoutNullStreams,
  command: string,
  host: string,
  said: () => string,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const abandon = (): void => reject(signal.reason as Error);
    if (signal.aborted) return abandon();
    signal.addEventListener('abort', abandon, { once: true });
    const listen = (piece: Buffer): void => {
      // A remote profile may greet first.
      text = (text + piece.toString('latin1')).slice(-MOST_SAID);
      const [, answer, path = ''] = /^(ready|denied|tool|missing)(?: (\S+))?\r?\n/m.exec(text) ?? [];
      if (!answer) return;
      signal.removeEventListener('abort', abandon);
      child.stdout.off('data', listen).pause();
      if (answer === 'ready') resolve(path);
      else reject(explainAnswer(answer, path, host));
    };
    child.stdout.on('data', listen);
    child.once('error', (error) =>
      reject(
        new TransportError('unreachable', `There is no program ${command}: install OpenSSH's client.`, error.message),
      ),
    );
    child.once('close', () => reject(explainSsh(said(), host)));
  });
}

function explainAnswer(answer: string, path: string, host: string): TransportError {
  if (answer === 'denied') {
    return new TransportError(
      'permission',
      `You may not use ${path} on ${host}: add yourself there to the group libvirt (usermod -aG libvirt NAME).`,
    );
  }
  if (answer === 'tool') {
    return new TransportError('unreachable', `There is neither socat nor nc on ${host}: install one of them there.`);
  }
  return new TransportError(
    'unreachable',
    `There is no libvirt socket on ${host}: start the daemon there (systemctl start libvirtd, or virtqemud.socket).`,
  );
}

function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.stdin?.end();
    child.kill('SIGTERM');
  });
}
