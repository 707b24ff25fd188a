import { TransportError } from '../transport-error.ts';

const CASES: readonly [RegExp, (host: string) => TransportError][] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    (host) =>
      new TransportError(
        'host-key',
        `The host key of ${host} has changed: if its owner confirms the new one, run ssh-keygen -R ${host} and connect by ssh once.`,
      ),
  ],
  [
    /Host key verification failed|No \S+ host key is known/,
    (host) =>
      new TransportError(
        'host-key',
        `The host key of ${host} is not known yet: run ssh ${host} once and compare the key with its owner.`,
      ),
  ],
  [
    /Permission denied|Too many authentication failures|no mutual signature/i,
    (host) =>
      new TransportError(
        'authentication',
        `${host} refuses your ssh key: add it there (ssh-copy-id ${host}), or name another with ?keyfile=.`,
      ),
  ],
  [
    /Could not resolve hostname|Name or service not known/,
    (host) => new TransportError('unreachable', `The name ${host} is unknown: check how it is written.`),
  ],
  [
    /Connection refused/,
    (host) => new TransportError('refused', `No ssh server listens at ${host}: start sshd there, or add its port.`),
  ],
  [
    /timed out|No route to host|Network is unreachable/,
    (host) =>
      new TransportError('unreachable', `${host} cannot be reached: check that it is up and no firewall is between.`),
  ],
  [
    /administratively prohibited/,
    (host) =>
      new TransportError(
        'permission',
        `The ssh server of ${host} forwards no sockets: set AllowStreamLocalForwarding yes in its sshd_config.`,
      ),
  ],
  [
    /open failed/,
    (host) =>
      new TransportError(
        'unreachable',
        `libvirt's socket on ${host} takes no connection: start libvirtd there, and be in its group libvirt.`,
      ),
  ],
];

/** Puts what ssh wrote to its standard error into words. */
export function explainSsh(said: string, host: string): TransportError {
  const found = CASES.find(([pattern]) => pattern.test(said));
  const detail = said.trim().slice(-1000);
  if (!found) {
    return new TransportError(
      'unreachable',
      `The ssh connection to ${host} ended: see whether ssh ${host} works in a terminal.`,
      detail,
    );
  }
  const error = found[1](host);
  return new TransportError(error.kind, error.message, detail);
}
