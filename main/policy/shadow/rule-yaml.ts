/** What a rule that allows something is to say. */
export interface Allowance {
  direction: 'in' | 'out';
  /** Words and values of whom: `vm` with ids or names, `address` with addresses; none for anybody. */
  peer: { vm?: readonly string[]; address?: readonly string[] };
  /** IP protocol numbers with ports; those of protocols without are left out. */
  ports: readonly { protocol: number; port: number }[];
  /** Protocols without ports, by their names. */
  protocols?: readonly string[];
}

/** A text as YAML takes it for nothing else, whatever is in it. */
function quote(text: string): string {
  return /^[a-z0-9][a-z0-9_.-]{0,62}$/i.test(text) &&
    !/^[\d.e+-]+$|^(?:true|false|null|yes|no|on|off)$|^0[xo]/i.test(text)
    ? text
    : JSON.stringify(text).replaceAll(
        /[\u007f-\uffff]/g,
        (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
}

/** Writes a rule of a policy as an item of its list, indented by two. */
export function writeAllow({ direction, peer, ports, protocols = [] }: Allowance): string {
  const list = (values: readonly string[]): string => `[${values.map(quote).join(', ')}]`;
  const whom = Object.entries(peer)
    .filter(([, values]) => values.length > 0)
    .map(([key, values]) => `${key}: ${list(values)}`);
  const bySame = new Map<number, Set<number>>();
  for (const { protocol, port } of ports) {
    const known = bySame.get(port) ?? new Set();
    known.add(protocol);
    bySame.set(port, known);
  }
  const written = [...bySame]
    .sort(([left], [right]) => left - right)
    .map(([port, of]) => (of.size > 1 ? `${port}` : of.has(17) ? `${port}/udp` : `${port}/tcp`));
  return [
    `  - allow: ${direction === 'in' ? 'inbound' : 'outbound'}`,
    ...(whom.length > 0 ? [`    ${direction === 'in' ? 'from' : 'to'}: { ${whom.join(', ')} }`] : []),
    ...(written.length > 0 ? [`    ports: [${written.join(', ')}]`] : []),
    ...(protocols.length > 0 ? [`    protocol: [${protocols.join(', ')}]`] : []),
  ].join('\n');
}
