import type { HostAddress } from '../parse-uri.ts';
import { openSsh } from './open-ssh.ts';
import { openTcp } from './open-tcp.ts';
import { openTls } from './open-tls.ts';
import { openUnix } from './open-unix.ts';
import type { Transport } from './transport.ts';

/** Opens the way that a URI names. @param timeout milliseconds @throws TransportError, or the signal's reason */
export function openTransport(
  address: HostAddress,
  readOnly: boolean,
  timeout: number,
  signal: AbortSignal,
): Promise<Transport> {
  switch (address.transport) {
    case 'unix':
      return openUnix(address, readOnly, signal);
    case 'tcp':
      return openTcp(address, signal);
    case 'tls':
      return openTls(address, signal);
    case 'ssh':
      return openSsh(address, readOnly, timeout, signal);
  }
}
