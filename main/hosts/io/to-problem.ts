import { LibvirtError } from '../../../native/libvirt/libvirt-error.ts';
import { TransportError } from '../../../native/libvirt/transport-error.ts';
import type { HostPlace, HostProblem } from '../host-problem.ts';
import { parseUri } from '../../../native/libvirt/parse-uri.ts';
import { LinkError } from '../watch/host-link.ts';

/** What failed of a host, in the terms of the watch. @throws what is no failure of a host */
export function toProblem(thrown: unknown): HostProblem {
  if (thrown instanceof LinkError) return thrown.problem;
  if (thrown instanceof TransportError) {
    return { kind: thrown.kind, number: 0, message: thrown.message, detail: thrown.detail };
  }
  if (thrown instanceof LibvirtError) {
    return { kind: 'libvirt', number: thrown.code, message: thrown.message, detail: '' };
  }
  throw thrown;
}

/** Where a URI leads; a wrong one leads nowhere. */
export function placeOf(uri: string): HostPlace {
  try {
    const { transport, host, user, port, socket } = parseUri(uri);
    return { transport, host, user, port, socket };
  } catch (thrown) {
    if (!(thrown instanceof TransportError)) throw thrown;
    return { transport: 'unix', host: '', user: '', port: 0, socket: '' };
  }
}
