import type { HostAddress } from '../parse-uri.ts';

/** A socket of the remote host and the one of this machine that leads to it. */
export interface Forward {
  local: string;
  remote: string;
}

/**
 * Arguments of OpenSSH's client that forward sockets and then run a small script on the other side. It says `ready PATH`,
 * `denied PATH` or `missing`, and ends when this side's pipe does: so nothing is left behind if this process is killed.
 * Nothing asks: what needs an answer fails.
 * @param seconds until connecting is given up
 */
export function sshArguments(address: HostAddress, forwards: readonly Forward[], seconds: number): string[] {
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
    ...forwards.flatMap(({ local, remote }) => ['-L', `${local}:${remote}`]),
    ...(address.user ? ['-l', address.user] : []),
    ...(address.port ? ['-p', String(address.port)] : []),
    ...(address.keyFile ? ['-i', address.keyFile] : []),
    '--',
    address.host,
    script(forwards.map(({ remote }) => remote)),
  ];
}

/** Paths hold no character that a shell would read, see `openSsh`. */
function script(paths: readonly string[]): string {
  const look = 'if test -S $s; then if test -w $s; then echo ready $s; exec cat; fi; echo denied $s; exit 1; fi';
  return `sh -c 'for s in ${paths.join(' ')}; do ${look}; done; echo missing; exit 1'`;
}
