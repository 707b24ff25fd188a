import { spawnSync } from 'node:child_process';

const FIELDS = [
  'frame.protocols',
  'ip.src',
  'ip.dst',
  'ip.id',
  'ip.frag_offset',
  'ipv6.src',
  'ipv6.dst',
  'ipv6.fraghdr.ident',
  'ipv6.fraghdr.offset',
  'tcp.srcport',
  'tcp.dstport',
  'udp.srcport',
  'udp.dstport',
  'sctp.srcport',
  'sctp.dstport',
  'arp.src.proto_ipv4',
  'arp.dst.proto_ipv4',
  'arp.opcode',
  'ip.proto',
] as const;

type Field = (typeof FIELDS)[number];
type Row = Record<Field, string[]>;

/** Packets by directed key: `transport source sport target dport`. */
export type DirectedCounts = Map<string, number>;

/** @returns whether tshark can be run here */
export function hasTshark(): boolean {
  return spawnSync('tshark', ['--version']).status === 0;
}

/**
 * Counts the innermost IP packets of a capture as tshark dissects it, by direction of their five-tuple. Quoted
 * headers inside ICMP errors do not count; later fragments take the ports of their first.
 */
export function countWithTshark(path: string): DirectedCounts {
  const options = ['ip.defragment:FALSE', 'ipv6.defragment:FALSE', 'tcp.desegment_tcp_streams:FALSE'].flatMap((one) => [
    '-o',
    one,
  ]);
  const run = spawnSync(
    'tshark',
    [
      '-n',
      '-r',
      path,
      ...options,
      '-T',
      'fields',
      '-E',
      'occurrence=a',
      '-E',
      'aggregator=;',
      ...FIELDS.flatMap((field) => ['-e', field]),
    ],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  const packets = run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => readPacket(parseRow(line)));
  const firsts = new Map<string, string>();
  for (const packet of packets) {
    if (packet !== null && packet.datagram !== '' && !packet.isLater) firsts.set(packet.datagram, packet.ports);
  }
  const counts: DirectedCounts = new Map();
  for (const packet of packets) {
    if (packet === null) continue;
    const ports = packet.isLater ? (firsts.get(packet.datagram) ?? '0 0') : packet.ports;
    const [sport, dport] = ports.split(' ');
    const key = `${packet.transport} ${packet.source} ${sport} ${packet.target} ${dport}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

interface InnermostPacket {
  transport: string;
  source: string;
  target: string;
  /** Source and target port, `0 0` when there are none. */
  ports: string;
  /** Names the datagram a fragment belongs to, '' for a whole packet. */
  datagram: string;
  isLater: boolean;
}

function parseRow(line: string): Row {
  const columns = line.split('\t');
  return Object.fromEntries(
    FIELDS.map((field, index) => [field, (columns[index] ?? '').split(/[;,]/u).filter((one) => one !== '')]),
  ) as Row;
}

function readPacket(row: Row): InnermostPacket | null {
  const layers = (row['frame.protocols'][0] ?? '').split(':');
  const seen: Record<string, number> = {};
  let network: { layer: 'ip' | 'ipv6'; index: number } | null = null;
  let transport = 'other';
  let transportIndex = 0;
  for (const layer of layers) {
    const index = seen[layer] ?? 0;
    seen[layer] = index + 1;
    if (layer === 'arp') return readArp(row);
    if (layer === 'ip' || layer === 'ipv6') {
      network = { layer, index };
      transport = 'other';
    } else if (layer === 'tcp' || layer === 'udp' || layer === 'sctp') {
      transport = layer;
      transportIndex = index;
    } else if (layer === 'icmp' || layer === 'icmpv6') {
      // What follows is quoted.
      break;
    }
  }
  if (network === null) return null;
  const { layer, index } = network;
  const source = row[`${layer}.src`][index];
  const target = row[`${layer}.dst`][index];
  if (source === undefined || target === undefined) return null;
  const ports = transport === 'other' ? '0 0' : readPorts(row, transport as 'tcp' | 'udp' | 'sctp', transportIndex);
  return { transport, source, target, ports, ...readFragment(row, layer, index, source, target) };
}

function readArp(row: Row): InnermostPacket | null {
  const source = row['arp.src.proto_ipv4'][0];
  const target = row['arp.dst.proto_ipv4'][0];
  // Reverse and inverse ARP ask about link addresses.
  if (source === undefined || target === undefined || Number(row['arp.opcode'][0]) > 2) return null;
  return { transport: 'arp', source, target, ports: '0 0', datagram: '', isLater: false };
}

function readPorts(row: Row, transport: 'tcp' | 'udp' | 'sctp', index: number): string {
  return `${row[`${transport}.srcport`][index] ?? 0} ${row[`${transport}.dstport`][index] ?? 0}`;
}

const PROTOCOLS: Record<string, string> = { 6: 'tcp', 17: 'udp', 132: 'sctp' };

function readFragment(
  row: Row,
  layer: 'ip' | 'ipv6',
  index: number,
  source: string,
  target: string,
): Partial<InnermostPacket> & Pick<InnermostPacket, 'datagram' | 'isLater'> {
  if (layer === 'ip') {
    const offset = Number(row['ip.frag_offset'][index] ?? 0);
    const isLater = offset > 0;
    const protocol = PROTOCOLS[row['ip.proto'][index] ?? ''] ?? 'other';
    return {
      datagram: `${source} ${target} ${row['ip.id'][index]}`,
      isLater,
      ...(isLater ? { transport: protocol } : {}),
    };
  }
  const id = row['ipv6.fraghdr.ident'][0];
  if (id === undefined) return { datagram: '', isLater: false };
  const isLater = Number(row['ipv6.fraghdr.offset'][0] ?? 0) > 0;
  return { datagram: `${source} ${target} ${id}`, isLater, ...(isLater ? { transport: 'udp' } : {}) };
}
