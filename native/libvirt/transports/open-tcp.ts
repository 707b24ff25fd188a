import type { HostAddress } from '../parse-uri.ts';
import { connectSocket } from './connect-socket.ts';
import { explainSystemError } from './explain-system-error.ts';
import type { Transport } from './transport.ts';

const PORT = 16_509;

/** Connects in the clear; the daemon may still ask for SASL. @throws TransportError */
export async function openTcp(address: HostAddress, signal: AbortSignal): Promise<Transport> {
  const port = address.port || PORT;
  const place = `${address.host} port ${port}`;
  try {
    const socket = await connectSocket({ host: address.host, port }, signal);
    socket.setNoDelay(true);
    return {
      socket,
      encrypted: false,
      explain: (error) => explainSystemError(error, place),
      end: () => Promise.resolve(),
    };
  } catch (error) {
    signal.throwIfAborted();
    throw explainSystemError(error as Error, place);
  }
}
