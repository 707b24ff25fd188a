import { describeDns } from './dns.ts';
import type { FrameTree } from './frame-tree.ts';
import { describeHttp } from './http.ts';
import { describeTls } from './tls.ts';

const DNS_PORTS = new Set([53, 5353, 5355]);
const LONGEST_LINE = 200;

/** The payload: DNS, TLS or HTTP where it looks like one, a line of text, else bytes. */
export function describePayload(
  tree: FrameTree,
  at: number,
  transport: 'tcp' | 'udp',
  source: number,
  target: number,
): void {
  const isDns = DNS_PORTS.has(source) || DNS_PORTS.has(target);
  if (isDns && describeDns(tree, transport === 'tcp' ? at + 2 : at)) return;
  if (transport === 'tcp' && (describeTls(tree, at) || describeHttp(tree, at))) return;
  const line = firstLine(tree, at);
  tree.layer('Payload', line === '' ? `${tree.end - at} bytes` : line, at, tree.end - at);
  if (line !== '') tree.info = line;
}

/** @returns the first line when the payload starts as printable text of some length, else '' */
function firstLine(tree: FrameTree, at: number): string {
  const end = Math.min(tree.end, at + LONGEST_LINE);
  let stop = at;
  while (stop < end) {
    const byte = tree.bytes[stop]!;
    if (byte === 13 || byte === 10) break;
    if (byte < 32 || byte > 126) return '';
    stop += 1;
  }
  return stop - at >= 4 ? tree.bytes.toString('latin1', at, stop) : '';
}
