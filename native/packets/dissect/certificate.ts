import { hash, X509Certificate } from 'node:crypto';
import type { TlsRecord } from '../records.ts';
import { TEXT_LIMIT } from './text.ts';

type Certificate = NonNullable<TlsRecord['certificate']>;

/** Largest certificate parsed, bytes; what is larger is left alone. */
export const CERTIFICATE_LIMIT = 8192;
const CACHE_LIMIT = 512;
const cache = new Map<string, Certificate | null>();

function oneLine(name: string): string {
  return name.replaceAll('\n', ', ').slice(0, TEXT_LIMIT);
}

function microseconds(text: string): number {
  const time = Date.parse(text);
  return Number.isFinite(time) ? time * 1000 : 0;
}

function parse(der: Uint8Array): Certificate | null {
  try {
    const certificate = new X509Certificate(der);
    const { subject, issuer } = certificate;
    return {
      // Node gives undefined for an empty name.
      subject: oneLine(subject ?? ''),
      issuer: oneLine(issuer ?? ''),
      selfSigned: subject === issuer,
      notBefore: microseconds(certificate.validFrom),
      notAfter: microseconds(certificate.validTo),
    };
  } catch {
    return null;
  }
}

/** What a DER certificate says of itself (times in microseconds since the epoch), or null when it does not parse. */
export function readCertificate(der: Uint8Array): Certificate | null {
  if (der.length > CERTIFICATE_LIMIT) return null;
  // One server sends one certificate thousands of times; parsing costs thirty times the hash.
  const key = hash('sha1', der, 'hex');
  const known = cache.get(key);
  if (known !== undefined) return known;
  const certificate = parse(der);
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(key, certificate);
  return certificate;
}
