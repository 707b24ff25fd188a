import type { ClientHello, NumberList } from './client-hello.ts';
import { ja3 } from './ja3.ts';
import { ja4 } from './ja4.ts';

/** JA3 and JA4 of one ClientHello. */
export interface Fingerprint {
  ja3: string;
  ja4: string;
}

interface Entry extends Fingerprint {
  shape: Uint16Array;
}

/** Shapes remembered; a client that shuffles its extensions must not grow this without end. */
const CACHE_LIMIT = 2048;
const scratch = new Uint16Array(2048);
const cache = new Map<number, Entry>();

function put(list: NumberList, from: number): number {
  let at = from;
  scratch[at++] = list.length;
  const { values } = list;
  for (let index = 0; index < list.length; index++) scratch[at++] = values[index] ?? 0;
  return at;
}

/** Lays out all a fingerprint depends on. @returns its length in the scratch array */
function layOut(hello: ClientHello, carrier: 't' | 'q'): number {
  scratch[0] = hello.legacyVersion;
  scratch[1] = hello.version;
  scratch[2] = (carrier === 'q' ? 2 : 0) + (hello.hasSni ? 1 : 0);
  scratch[3] = hello.alpnEnds;
  let at = put(hello.ciphers, 4);
  at = put(hello.extensions, at);
  at = put(hello.groups, at);
  at = put(hello.formats, at);
  return put(hello.signatures, at);
}

function isSame(shape: Uint16Array, length: number): boolean {
  if (shape.length !== length) return false;
  for (let index = 0; index < length; index++) if (shape[index] !== scratch[index]) return false;
  return true;
}

/** JA3 and JA4 of a hello; hellos of one shape (the same program, whatever the host) are hashed once. */
export function fingerprint(hello: ClientHello, carrier: 't' | 'q'): Fingerprint {
  const length = layOut(hello, carrier);
  let key = 0x811c9dc5;
  for (let index = 0; index < length; index++) key = Math.imul(key ^ (scratch[index] ?? 0), 0x01000193);
  const known = cache.get(key);
  if (known !== undefined && isSame(known.shape, length)) return known;
  const entry: Entry = { ja3: ja3(hello), ja4: ja4(hello, carrier), shape: scratch.slice(0, length) };
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(key, entry);
  return entry;
}
