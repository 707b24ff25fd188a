import { isIP } from 'node:net';
import { type TLSSocket, connect } from 'node:tls';
import type { HostAddress } from '../parse-uri.ts';
import { TransportError } from '../transport-error.ts';
import { connectSocket } from './connect-socket.ts';
import { explainSystemError } from './explain-system-error.ts';
import { type Certificates, findCertificates } from './find-certificates.ts';
import { systemCode } from './system-code.ts';
import type { Transport } from './transport.ts';

const PORT = 16_514;
/** What the daemon says once it has accepted the client's certificate. */
const WELCOME = 1;

/** Connects by TLS and waits until the daemon has accepted the client's certificate. @throws TransportError */
export async function openTls(address: HostAddress, signal: AbortSignal): Promise<Transport> {
  const port = address.port || PORT;
  const place = `${address.host} port ${port}`;
  const certificates = findCertificates(address.pkiPath);
  if (address.verify && !certificates.authority) {
    throw new TransportError(
      'certificate',
      `There is no cacert.pem to check ${address.host} by: put your libvirt CA's certificate into ${certificates.places}.`,
    );
  }
  const explain = (error: Error | null): TransportError => explainTls(error, address.host, place, certificates.places);
  let socket: TLSSocket;
  try {
    const plain = await connectSocket({ host: address.host, port }, signal);
    plain.setNoDelay(true);
    // It may fail in the moment before the TLS socket takes over its errors.
    plain.on('error', () => undefined);
    socket = connect({ socket: plain, ...settings(address, certificates) });
    // Each message in a TLS record of its own: libvirt's daemons (9.0 at least) overlook what else was in a record until
    // something more arrives, up to 5 s later. Without this method Node never joins what waits to be written.
    Object.assign(socket, { _writev: null });
  } catch (error) {
    signal.throwIfAborted();
    throw explain(error as Error);
  }
  try {
    await welcomed(socket, signal);
  } catch (error) {
    socket.on('error', () => undefined).destroy();
    signal.throwIfAborted();
    throw error instanceof TransportError ? error : explain(error as Error);
  }
  return { socket, encrypted: true, explain, end: () => Promise.resolve() };
}

function settings(address: HostAddress, { authority, certificate, key }: Certificates): object {
  return {
    rejectUnauthorized: address.verify,
    minVersion: 'TLSv1.2',
    host: address.host,
    // Names alone may be sent as server name (RFC 6066); addresses are checked all the same.
    ...(isIP(address.host) ? {} : { servername: address.host }),
    ...(authority ? { ca: authority } : {}),
    ...(certificate && key ? { cert: certificate, key } : {}),
  };
}

/** Resolves at the welcome, leaving what follows it unread. */
function welcomed(socket: TLSSocket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let secure = false;
    const settle = (error: Error | null): void => {
      signal.removeEventListener('abort', abandon);
      socket.off('error', settle).off('readable', look).off('close', closed).off('secureConnect', begin);
      if (!error) return resolve();
      // Whoever hangs up before there was a handshake does not know how.
      const isLost = !secure && systemCode(error) === 'ECONNRESET';
      reject(isLost ? Object.assign(error, { code: 'ERR_NO_HANDSHAKE' }) : error);
    };
    const abandon = (): void => settle(signal.reason as Error);
    const begin = (): void => {
      secure = true;
    };
    const look = (): void => {
      const first = socket.read(1) as Buffer | null;
      if (!first) return;
      if (first[0] === WELCOME) return settle(null);
      settle(new TransportError('protocol', 'What answers there speaks TLS but is no libvirt daemon: check the port.'));
    };
    const closed = (): void =>
      settle(Object.assign(new Error('closed'), { code: secure ? 'ERR_NO_WELCOME' : 'ERR_NO_HANDSHAKE' }));
    signal.addEventListener('abort', abandon, { once: true });
    socket.once('error', settle).on('readable', look).once('close', closed).once('secureConnect', begin);
    if (signal.aborted) abandon();
  });
}

function explainTls(error: Error | null, host: string, place: string, places: string): TransportError {
  const code = systemCode(error);
  const detail = `${code} ${error?.message ?? ''}`.trim();
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return new TransportError(
      'certificate',
      `The certificate of ${host} is for another name: connect by the name it has, or issue one for ${host}.`,
      detail,
    );
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return new TransportError('certificate', `The certificate of ${host} has expired: issue a new one there.`, detail);
  }
  if (/^(UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|CERT_|ERR_TLS_CERT)/.test(code)) {
    return new TransportError(
      'certificate',
      `The certificate of ${host} is not signed by your CA: put the CA that signed it into ${places} as cacert.pem.`,
      detail,
    );
  }
  if (code === 'ERR_NO_WELCOME' || /^ERR_SSL_.*ALERT/.test(code)) {
    return new TransportError(
      'certificate',
      `${host} refuses your client certificate: put one that its CA signed into ${places} as clientcert.pem and clientkey.pem.`,
      detail,
    );
  }
  if (/^ERR_(SSL|OSSL|NO_HANDSHAKE)/.test(code)) {
    return new TransportError(
      'protocol',
      `${place} does not speak TLS as libvirt does: check the port, and that the daemon listens with TLS.`,
      detail,
    );
  }
  return explainSystemError(error, place);
}
