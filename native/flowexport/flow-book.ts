import type { ExportedFlow } from './exported-flow.ts';

/** Connections kept at most; the longest silent are told as over. */
const MOST_FLOWS = 65_536;
const MICROS = 1e6;
/** Silence after which a flow is over. Exporters tell of long flows every few minutes only. */
const IDLE = { tcp: 900 * MICROS, tcpClosed: 60 * MICROS, other: 120 * MICROS } as const;
const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;
/** ICMP types that answer others. */
const ECHO_REPLIES = new Map([
  [0, 8],
  [129, 128],
]);

/** One direction of a booked flow. */
export interface BookedDirection {
  packets: number;
  bytes: number;
  flags: number;
}

/** Both directions of a connection, put together from what was told of it. */
export interface BookedFlow {
  id: number;
  exporter: string;
  family: number;
  protocol: number;
  src: string;
  sport: number;
  dst: string;
  dport: number;
  icmpType: number;
  icmpCode: number;
  srcMac: string;
  dstMac: string;
  vlan: number;
  tunnel: string;
  start: number;
  end: number;
  out: BookedDirection;
  in: BookedDirection;
}

interface Entry {
  flow: BookedFlow;
  /** When it was last told of, microseconds of the collector's clock. */
  heard: number;
  isTold: boolean;
}

/**
 * Joins the directions of connections, and what is told of them bit by bit. A flow that several exporters see is taken
 * from the first; what one tells both as it enters and as it leaves, as it enters.
 */
export class FlowBook {
  readonly #entries = new Map<string, Entry>();
  /** Exporters that tell of flows as they enter. */
  readonly #ingress = new Set<string>();
  readonly #nextId: () => number;
  readonly #tell: (flow: BookedFlow, isOver: boolean) => void;

  /** @param tell gets each flow again whenever it changed, see {@link snapshot}, and once when it is over */
  constructor(nextId: () => number, tell: (flow: BookedFlow, isOver: boolean) => void) {
    this.#nextId = nextId;
    this.#tell = tell;
  }

  /** Adds what an exporter tells. @param now microseconds */
  add(told: ExportedFlow, now: number): void {
    if (told.direction === 0 && this.#ingress.size < MOST_FLOWS) this.#ingress.add(told.exporter);
    if (told.direction === 1 && this.#ingress.has(told.exporter)) return;
    const entry = this.#find(told, now);
    if (entry.flow.exporter !== told.exporter) return;
    const { flow } = entry;
    const isForward = flow.src === told.src && flow.sport === told.sport && flow.dst === told.dst;
    const isFirstBack = !isForward && flow.in.packets === 0;
    const [there, back] = isForward ? [flow.out, flow.in] : [flow.in, flow.out];
    addTo(there, told.packets, told.bytes, told.flags);
    addTo(back, told.reversePackets, told.reverseBytes, told.reverseFlags);
    // The earlier side has asked, where nothing else tells who did.
    const turns = isFirstBack && (startsConnection(told) || (told.start < flow.start && !hasServer(told)));
    if (told.start < flow.start) flow.start = told.start;
    if (told.end > flow.end) flow.end = told.end;
    if (turns) turnRound(flow);
    entry.heard = now;
    entry.isTold = false;
  }

  /** Tells every flow that changed since it was last told. */
  snapshot(): void {
    for (const entry of this.#entries.values()) {
      if (entry.isTold) continue;
      entry.isTold = true;
      this.#tell(entry.flow, false);
    }
  }

  /** Tells flows as over that have been silent too long. */
  tick(now: number): void {
    for (const [key, entry] of this.#entries) {
      if (now - entry.heard > idleLimit(entry.flow)) this.#end(key, entry);
    }
  }

  /** Tells all flows as over. */
  endAll(): void {
    for (const [key, entry] of this.#entries) this.#end(key, entry);
  }

  #find(told: ExportedFlow, now: number): Entry {
    const key = keyOf(told);
    const known = this.#entries.get(key);
    if (known !== undefined && !isOver(known, told)) {
      // The longest silent stand first.
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    if (known !== undefined) this.#end(key, known);
    const entry: Entry = { flow: openFlow(told, this.#nextId()), heard: now, isTold: false };
    this.#entries.set(key, entry);
    if (this.#entries.size > MOST_FLOWS) {
      const [oldest] = this.#entries;
      if (oldest !== undefined) this.#end(...oldest);
    }
    return entry;
  }

  #end(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#tell(entry.flow, true);
  }
}

function keyOf({ protocol, src, sport, dst, dport, vlan, tunnel, icmpType }: ExportedFlow): string {
  const there = `${src} ${sport}`;
  const back = `${dst} ${dport}`;
  const ends = there < back ? `${there} ${back}` : `${back} ${there}`;
  return `${protocol} ${ends} ${ECHO_REPLIES.get(icmpType) ?? icmpType} ${vlan} ${tunnel}`;
}

function openFlow(told: ExportedFlow, id: number): BookedFlow {
  const { exporter, family, protocol, src, sport, dst, dport, icmpType, icmpCode, srcMac, dstMac } = told;
  const flow: BookedFlow = {
    id,
    exporter,
    family,
    protocol,
    src,
    sport,
    dst,
    dport,
    icmpType,
    icmpCode,
    srcMac,
    dstMac,
    vlan: told.vlan,
    tunnel: told.tunnel,
    start: told.start,
    end: told.end,
    out: { packets: 0, bytes: 0, flags: 0 },
    in: { packets: 0, bytes: 0, flags: 0 },
  };
  if (isAnswer(told)) turnRound(flow);
  return flow;
}

function addTo(direction: BookedDirection, packets: number, bytes: number, flags: number): void {
  direction.packets += packets;
  direction.bytes += bytes;
  direction.flags |= flags;
}

/** A lone SYN or an echo request: whoever sent it has begun. */
function startsConnection({ protocol, flags, icmpType }: ExportedFlow): boolean {
  if (protocol === 6) return (flags & (SYN | ACK)) === SYN;
  return (protocol === 1 && icmpType === 8) || (protocol === 58 && icmpType === 128);
}

/** Whether the first that is told of a connection is the answer in it: it may be told before its question. */
function isAnswer({ protocol, flags, packets, rate, sport, dport, icmpType }: ExportedFlow): boolean {
  if (protocol === 6 && packets === rate && (flags & (SYN | RST)) !== 0) return (flags & ACK) !== 0;
  if (protocol === 1 || protocol === 58) return ECHO_REPLIES.has(icmpType);
  return serves(sport) > serves(dport);
}

function hasServer({ sport, dport }: ExportedFlow): boolean {
  return serves(sport) !== serves(dport);
}

/** How likely a port is a server's: reserved, registered, given to clients. */
function serves(port: number): number {
  if (port === 0) return 0;
  return port < 1024 ? 2 : port < 32_768 ? 1 : 0;
}

function turnRound(flow: BookedFlow): void {
  [flow.src, flow.dst] = [flow.dst, flow.src];
  [flow.sport, flow.dport] = [flow.dport, flow.sport];
  [flow.srcMac, flow.dstMac] = [flow.dstMac, flow.srcMac];
  [flow.out, flow.in] = [flow.in, flow.out];
}

function idleLimit({ protocol, out, in: back }: BookedFlow): number {
  if (protocol !== 6) return IDLE.other;
  const isClosed = ((out.flags | back.flags) & RST) !== 0 || (out.flags & back.flags & FIN) !== 0;
  return isClosed ? IDLE.tcpClosed : IDLE.tcp;
}

/** Whether what is told belongs to a later connection between the same ends. */
function isOver({ flow }: Entry, told: ExportedFlow): boolean {
  return told.start - flow.end > idleLimit(flow);
}
