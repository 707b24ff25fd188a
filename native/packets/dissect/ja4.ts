import { hash } from 'node:crypto';
import type { ClientHello, NumberList } from './client-hello.ts';

const SERVER_NAME = 0x0000;
const APPLICATION_PROTOCOLS = 0x0010;
const EMPTY = '000000000000';

const VERSIONS: Readonly<Record<number, string>> = {
  0x0304: '13',
  0x0303: '12',
  0x0302: '11',
  0x0301: '10',
  0x0300: 's3',
  0x0002: 's2',
  0xfeff: 'd1',
  0xfefd: 'd2',
  0xfefc: 'd3',
};

function twoDigits(count: number): string {
  return String(Math.min(count, 99)).padStart(2, '0');
}

function isAlphanumeric(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}

/** First and last character of the first ALPN value; where one does not print as a letter or digit, of its hex form. */
function alpnPart(ends: number): string {
  if (ends === 0) return '00';
  const first = ends >> 8;
  const last = ends & 0xff;
  if (isAlphanumeric(first) && isAlphanumeric(last)) return String.fromCharCode(first, last);
  return (first >> 4).toString(16) + (last & 15).toString(16);
}

function hexList(values: Uint16Array): string {
  let text = '';
  for (const value of values) text += (text === '' ? '' : ',') + value.toString(16).padStart(4, '0');
  return text;
}

function sorted(list: NumberList): Uint16Array {
  return list.values.slice(0, list.length).sort();
}

function digest(text: string): string {
  return text === '' ? EMPTY : hash('sha256', text, 'hex').slice(0, 12);
}

/** What the third part of JA4 hashes: extensions sorted, without SNI and ALPN, then signature algorithms as sent. */
function extensionText(hello: ClientHello): string {
  const extensions = sorted(hello.extensions).filter((type) => type !== SERVER_NAME && type !== APPLICATION_PROTOCOLS);
  const text = hexList(extensions);
  if (text === '' || hello.signatures.length === 0) return text;
  return `${text}_${hexList(hello.signatures.values.subarray(0, hello.signatures.length))}`;
}

/**
 * JA4, the client fingerprint of FoxIO's public specification (BSD-3-Clause; the other JA4+ methods are not used here).
 * @param carrier `t` over TCP, `q` inside QUIC
 */
export function ja4(hello: ClientHello, carrier: 't' | 'q'): string {
  const version = VERSIONS[hello.version] ?? '00';
  const counts = twoDigits(hello.ciphers.length) + twoDigits(hello.extensions.length);
  const head = carrier + version + (hello.hasSni ? 'd' : 'i') + counts + alpnPart(hello.alpnEnds);
  return `${head}_${digest(hexList(sorted(hello.ciphers)))}_${digest(extensionText(hello))}`;
}
