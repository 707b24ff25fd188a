import { TransportError } from '../transport-error.ts';
import { systemCode } from './system-code.ts';

/** Puts what the system says of a socket into words. `place` names the other side; null means it ended without error. */
export function explainSystemError(error: Error | null, place: string): TransportError {
  const code = systemCode(error);
  const detail = error?.message ?? '';
  switch (code) {
    case 'ENOENT':
      return new TransportError(
        'unreachable',
        `There is no socket ${place}: start the daemon (systemctl start libvirtd, or virtqemud.socket).`,
        detail,
      );
    case 'EACCES':
    case 'EPERM':
      return new TransportError(
        'permission',
        `You may not use ${place}: add yourself to the group libvirt (usermod -aG libvirt NAME) and log in again.`,
        detail,
      );
    case 'ECONNREFUSED':
      return new TransportError(
        'refused',
        `Nothing listens at ${place}: start the daemon there and check that it listens on this address.`,
        detail,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new TransportError('unreachable', `The name of ${place} is unknown: check how it is written.`, detail);
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return new TransportError(
        'unreachable',
        `${place} cannot be reached: check that it is up and no firewall is between.`,
        detail,
      );
    default:
      return new TransportError(
        'unreachable',
        `${place} ended the connection: see whether the daemon runs, and its log.`,
        detail,
      );
  }
}
