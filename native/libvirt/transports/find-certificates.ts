import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { TransportError } from '../transport-error.ts';

/** PEM texts of a TLS client; without a certificate of its own it shows none. */
export interface Certificates {
  authority: Buffer | null;
  certificate: Buffer | null;
  key: Buffer | null;
  /** Where they were looked for, to be named in errors. */
  places: string;
}

/**
 * Reads the certificates where libvirt's own client does: `pkipath`, else the user's `~/.pki/libvirt` if it holds any (not
 * for root), else the system's.
 * @throws TransportError `certificate` for a file that is there but cannot be read
 */
export function findCertificates(pkiPath: string): Certificates {
  const own = pkiPath || (process.getuid?.() === 0 ? '' : `${homedir()}/.pki/libvirt`);
  const folder = (names: string[]): string[] => names.map((name) => `${own}/${name}`);
  const inFolder = folder(['cacert.pem', 'clientcert.pem', 'clientkey.pem']);
  const useFolder = pkiPath !== '' || (own !== '' && inFolder.some((path) => existsSync(path)));
  const [authority, certificate, key] = useFolder
    ? inFolder
    : ['/etc/pki/CA/cacert.pem', '/etc/pki/libvirt/clientcert.pem', '/etc/pki/libvirt/private/clientkey.pem'];
  return {
    authority: read(authority!),
    certificate: read(certificate!),
    key: read(key!),
    places: useFolder ? own : '/etc/pki/CA and /etc/pki/libvirt',
  };
}

function read(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new TransportError('certificate', `${path} cannot be read: give yourself the right to.`, String(error));
  }
}
