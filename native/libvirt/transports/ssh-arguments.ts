import type { HostAddress } from '../parse-uri.ts';

/** A socket of the remote host and the one of this machine that leads to it. */
export interface Forward {
  local: string;
  remote: string;
}

/**
 * How bytes get to the remote socket. `forward`: through a socket of this machine, by ssh alone. `pipe`: through ssh's
 * standard input and output and `socat` or `nc` on the other side; for systems whose ssh forwards no sockets of its own.
 */
export type SshWay = 'forward' | 'pipe';

/**
 * Arguments of OpenSSH's client that run a small script on the other side. It says `ready PATH`, `denied PATH`, `tool` or
 * `missing`, and ends when this side's pipe does: so nothing is left behind if this process is killed. Nothing asks: what
 * needs an answer fails.
 * @param seconds until connecting is given up
 */
export function sshArguments(
  address: HostAddress,
  forwards: readonly Forward[],
  seconds: number,
  way: SshWay = 'forward',
): string[] {
  const options = [
    'BatchMode=yes',
    `ConnectTimeout=${seconds}`,
    'ControlMaster=no',
    'ControlPath=none',
    'ExitOnForwardFailure=no',
    'LogLevel=ERROR',
    'PermitLocalCommand=no',
    'RemoteCommand=none',
    'ServerAliveInterval=15',
    'StreamLocalBindMask=0177',
  ];
  if (address.knownHosts) options.push(`UserKnownHostsFile=${address.knownHosts}`);
  if (!address.verify) options.push('StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null');
  return [
    '-T',
    '-a',
    '-x',
    '-e',
    'none',
    ...options.flatMap((option) => ['-o', option]),
    ...(way === 'forward' ? forwards.flatMap(({ local, remote }) => ['-L', `${local}:${remote}`]) : []),
    ...(address.user ? ['-l', address.user] : []),
    ...(address.port ? ['-p', String(address.port)] : []),
    ...(address.keyFile ? ['-i', address.keyFile] : []),
    '--',
    address.host,
    script(
      forwards.map(({ remote }) => remote),
      way,
    ),
  ];
}

/** Paths hold no character that a shell would read, see `openSsh`. */
function script(paths: readonly string[], way: SshWay): string {
  const relay = (program: string, rest: string): string =>
    `if command -v ${program} >/dev/null; then echo ready $s; exec ${program} ${rest}; fi`;
  const go =
    way === 'forward'
      ? 'echo ready $s; exec cat'
      : `${relay('socat', '- UNIX-CONNECT:$s')}; ${relay('nc', '-U $s')}; echo tool; exit 1`;
  const look = `if test -S $s; then if test -w $s; then ${go}; fi; echo denied $s; exit 1; fi`;
  return `sh -c 'for s in ${paths.join(' ')}; do ${look}; done; echo missing; exit 1'`;
}
