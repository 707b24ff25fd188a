import { createCipheriv, createHmac } from 'node:crypto';

/** Keys that protect the client's Initial packets of one connection. */
export interface QuicKeys {
  key: Uint8Array;
  iv: Uint8Array;
  /** Header protection key. */
  hp: Uint8Array;
}

interface Version {
  salt: Uint8Array;
  prefix: 'quic' | 'quicv2';
  /** Long header type of an Initial packet. */
  initial: number;
  /** Long header type of a Retry packet. */
  retry: number;
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

const VERSION_1: Version = {
  salt: bytesOf('38762cf7f55934b34d179ae6a4c80cadccbb7f0a'),
  prefix: 'quic',
  initial: 0,
  retry: 3,
};
const VERSIONS: ReadonlyMap<number, Version> = new Map([
  [0x00000001, VERSION_1],
  [0x6b3343cf, { salt: bytesOf('0dede3def700a6db819381be6e269dcbf9bd2ed9'), prefix: 'quicv2', initial: 1, retry: 0 }],
  [0xff00001d, { ...VERSION_1, salt: bytesOf('afbfec289993d24c9e9786f19c6111e04390a899') }],
]);

/** What is known of a QUIC version (1, 2, draft 29), or null. */
export function findQuicVersion(version: number): Version | null {
  return VERSIONS.get(version) ?? null;
}

function expandLabel(secret: Uint8Array, label: string, length: number): Uint8Array {
  // HkdfLabel of TLS 1.3 with an empty context; one block of HMAC is enough for 32 bytes.
  const name = `tls13 ${label}`;
  const info = `${String.fromCharCode(0, length, name.length)}${name}\u0000\u0001`;
  return createHmac('sha256', secret).update(info, 'latin1').digest().subarray(0, length);
}

/** Keys of the client's Initial packets (RFC 9001, 5.2): anyone who sees the connection id can derive them. */
export function deriveClientKeys(version: Version, connectionId: Uint8Array): QuicKeys {
  const initial = createHmac('sha256', version.salt).update(connectionId).digest();
  const client = expandLabel(initial, 'client in', 32);
  return {
    key: expandLabel(client, `${version.prefix} key`, 16),
    iv: expandLabel(client, `${version.prefix} iv`, 12),
    hp: expandLabel(client, `${version.prefix} hp`, 16),
  };
}

/** Header protection mask for a sample of 16 bytes (RFC 9001, 5.4.3). */
export function headerMask(hp: Uint8Array, sample: Uint8Array): Uint8Array {
  return createCipheriv('aes-128-ecb', hp, null).setAutoPadding(false).update(sample);
}
