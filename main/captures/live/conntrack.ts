import { canonicalAddress } from '../import/canonical-address.ts';

/** A connection as the kernel accounts for it. Counts are totals since it began, -1 where nothing is counted. */
export interface ConntrackEntry {
  /** Names the connection as long as it lives. */
  key: string;
  protocol: number;
  src: string;
  sport: number;
  dst: string;
  dport: number;
  icmpType: number;
  icmpCode: number;
  /** TCP state in the kernel's words, '' elsewhere. */
  state: string;
  packets: number;
  bytes: number;
  reversePackets: number;
  reverseBytes: number;
  /** Seconds since it began, -1 where that is not told. */
  age: number;
}

/** Longer lines are none of conntrack's. */
const longestLine = 4096;
const protocols = new Map([
  ['tcp', 6],
  ['udp', 17],
  ['icmp', 1],
  ['icmpv6', 58],
  ['sctp', 132],
  ['dccp', 33],
  ['gre', 47],
  ['udplite', 136],
]);

/**
 * Reads a line of `conntrack -L -o extended,id`, `conntrack -E` or /proc/net/nf_conntrack.
 * @returns null for what is no connection between two addresses
 */
export function readConntrackLine(line: string): ConntrackEntry | null {
  if (line.length > longestLine) return null;
  const words = line.trim().split(/\s+/);
  const firstPair = words.findIndex((word) => word.includes('='));
  const name = words.slice(0, Math.max(0, firstPair)).find((word) => protocols.has(word) || word === 'unknown');
  if (name === undefined) return null;
  const number = Number(words[words.indexOf(name) + 1]);
  const protocol = protocols.get(name) ?? (number >= 0 && number < 256 ? number : -1);
  // Each name stands twice: as the connection was begun, and as its answers come.
  const first = new Map<string, string>();
  const second = new Map<string, string>();
  for (const word of words.slice(firstPair)) {
    const [field = '', value = ''] = word.split('=', 2);
    if (!first.has(field)) first.set(field, value);
    else if (!second.has(field)) second.set(field, value);
  }
  const src = canonicalAddress(first.get('src') ?? '');
  const dst = canonicalAddress(first.get('dst') ?? '');
  if (protocol < 0 || src === '' || dst === '' || src.includes(':') !== dst.includes(':')) return null;
  const sport = portOf(first.get('sport'));
  const dport = portOf(first.get('dport'));
  const id = first.get('id') ?? '';
  const state =
    protocol === 6 || protocol === 132
      ? (words.slice(0, firstPair).findLast((word) => /^[A-Z_]+\d?$/.test(word)) ?? '')
      : '';
  return {
    key: `${protocol} ${src} ${sport} ${dst} ${dport} ${id.slice(0, 20)}`,
    protocol,
    src,
    sport,
    dst,
    dport,
    icmpType: portOf(first.get('type')) & 0xff,
    icmpCode: portOf(first.get('code')) & 0xff,
    state,
    packets: countOf(first.get('packets')),
    bytes: countOf(first.get('bytes')),
    reversePackets: countOf(second.get('packets')),
    reverseBytes: countOf(second.get('bytes')),
    age: countOf(first.get('delta-time')),
  };
}

function portOf(text: string | undefined): number {
  const value = text !== undefined && text.length <= 5 ? Number(text) : 0;
  return value >= 0 && value <= 65_535 ? Math.floor(value) : 0;
}

function countOf(text: string | undefined): number {
  if (text === undefined || !/^\d{1,15}$/.test(text)) return -1;
  return Number(text);
}
