import { hash } from 'node:crypto';
import type { ClientHello, NumberList } from './client-hello.ts';

function join(list: NumberList): string {
  let text = '';
  for (let index = 0; index < list.length; index++) text += (index > 0 ? '-' : '') + String(list.values[index] ?? 0);
  return text;
}

/** What JA3 hashes: version, ciphers, extensions, groups and point formats in decimal, GREASE left out. */
export function ja3Text(hello: ClientHello): string {
  return `${String(hello.legacyVersion)},${join(hello.ciphers)},${join(hello.extensions)},${join(hello.groups)},${join(hello.formats)}`;
}

/** JA3 of a ClientHello: the MD5 of {@link ja3Text} in hex. */
export function ja3(hello: ClientHello): string {
  return hash('md5', ja3Text(hello), 'hex');
}
