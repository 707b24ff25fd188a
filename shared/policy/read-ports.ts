import type { PortMatch } from './policy.ts';
import type { PolicyReader } from './policy-reader.ts';
import type { SourceNode } from './source-tree.ts';

/** Ports of `443`, `443/tcp`, `6000-6010/udp`; null for anything else. */
export function parsePorts(text: string): PortMatch | null {
  const match = /^\s*(\d{1,5})(?:\s*-\s*(\d{1,5}))?\s*(?:\/\s*(tcp|udp|any))?\s*$/.exec(text);
  if (match === null) return null;
  const from = Number(match[1]);
  const to = Number(match[2] ?? from);
  if (from < 1 || to > 65_535 || from > to) return null;
  const transport = match[3] === 'tcp' || match[3] === 'udp' ? match[3] : 'any';
  return { from, to, transport };
}

/** Ports of a policy's tree. */
export function readPorts(reader: PolicyReader, node: SourceNode): PortMatch | null {
  return reader.measure(node, parsePorts, 'Port', '443, 443/tcp or 6000-6010/udp');
}
