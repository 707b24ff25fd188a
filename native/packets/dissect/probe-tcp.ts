import type { Dissector, DissectorOutput, FlowHint } from './dissector.ts';
import { DnsDissector } from './dns.ts';
import { isDnsHeader, isDnsMessage } from './dns-shape.ts';
import { HttpDissector } from './http.ts';
import { methodLength, startsWith } from './http-line.ts';
import { readU16 } from './numbers.ts';
import { Recognised } from './recognised.ts';
import { SshDissector } from './ssh.ts';
import { TlsDissector } from './tls.ts';
import { isTlsRecord } from './tls-records.ts';
import { Undecided } from './undecided.ts';

/** First payloads shorter than this may be the start of anything: more is waited for. */
const DECISIVE_BYTES = 24;
const METHODS = new Set(['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'CONNECT', 'TRACE', 'PROPFIND']);

/** First payload of a TCP flow. */
export function probeTcp(
  bytes: Uint8Array,
  fromOriginator: boolean,
  hint: FlowHint,
  output: DissectorOutput,
): Dissector | null {
  const chosen = choose(bytes, fromOriginator, hint, output);
  if (chosen !== null || bytes.length >= DECISIVE_BYTES) return chosen;
  return new Undecided(choose, hint, output);
}

function choose(bytes: Uint8Array, fromOriginator: boolean, hint: FlowHint, output: DissectorOutput): Dissector | null {
  const first = bytes[0] ?? 0;
  if (first >= 0x14 && first <= 0x17)
    return bytes.length > 5 && isTlsRecord(bytes, 0) ? new TlsDissector(output) : null;
  if (first >= 0x41 && first <= 0x5a) return chooseText(bytes, fromOriginator, output);
  if (hint.sport === 53 || hint.dport === 53) return chooseDns(bytes, output, true);
  return chooseDns(bytes, output, false);
}

function chooseText(bytes: Uint8Array, fromOriginator: boolean, output: DissectorOutput): Dissector | null {
  if (startsWith(bytes, 0, 'SSH-')) return new SshDissector(output);
  if (startsWith(bytes, 0, 'PRI * HTTP/2')) return new Recognised('http2');
  if (startsWith(bytes, 0, 'HTTP/1.')) return new HttpDissector(output, !fromOriginator, probeTcp);
  return isHttpRequest(bytes) ? new HttpDissector(output, fromOriginator, probeTcp) : null;
}

/** A request line of HTTP/1: a method and, where the line's end is in sight, the version before it. */
function isHttpRequest(bytes: Uint8Array): boolean {
  const method = methodLength(bytes, 0, bytes.length);
  if (method === 0) return false;
  const newline = bytes.indexOf(10, method);
  if (newline < 0)
    return bytes.length >= DECISIVE_BYTES && METHODS.has(String.fromCharCode(...bytes.subarray(0, method)));
  const end = bytes[newline - 1] === 13 ? newline - 1 : newline;
  return startsWith(bytes, end - 8, 'HTTP/1.');
}

function chooseDns(bytes: Uint8Array, output: DissectorOutput, promised: boolean): Dissector | null {
  if (bytes.length < 14) return null;
  const length = readU16(bytes, 0);
  if (length < 12) return null;
  const fits = promised ? isDnsHeader(bytes, 2) : length + 2 === bytes.length && isDnsMessage(bytes, 2, bytes.length);
  return fits ? new DnsDissector(output, 'dns', true) : null;
}
