import { blankFlow, type ExportedFlow } from '../../../../native/flowexport/exported-flow.ts';
import { createLineSplitter } from '../../import/line-splitter.ts';
import { type ConntrackEntry, readConntrackLine } from '../../live/conntrack.ts';

/** Connections remembered; beyond, the longest unseen are counted anew when they are seen again. */
const mostConnections = 200_000;
const syn = 2;
const ack = 16;
const fin = 1;
const reset = 4;

/** Lines of conntrack, listed again and again, become what was added since the last list. */
export class ConntrackReading {
  private readonly label: string;
  /** Hears of what was added. */
  tell: (flow: ExportedFlow) => void = () => undefined;
  private readonly totals = new Map<string, ConntrackEntry>();
  private splitter;
  private now = 0;

  /** @param label names the host the lines come from */
  constructor(label: string) {
    this.label = label;
    this.splitter = this.split();
  }

  /** @param now microseconds since the epoch */
  push(bytes: Uint8Array, now: number): void {
    this.now = now;
    this.splitter.push(bytes);
  }

  /** A list is over; another may follow. */
  end(): void {
    this.splitter.end();
    this.splitter = this.split();
  }

  private split() {
    return createLineSplitter({ line: (text) => this.take(text), tooLong: () => undefined });
  }

  private take(line: string): void {
    const entry = readConntrackLine(line);
    if (entry === null) return;
    const known = this.totals.get(entry.key);
    this.totals.delete(entry.key);
    this.totals.set(entry.key, entry);
    const [oldest] = this.totals.keys();
    if (this.totals.size > mostConnections && oldest !== undefined) this.totals.delete(oldest);
    // Counts that shrank are those of another connection between the same ends.
    const before =
      known !== undefined && known.packets <= entry.packets && known.reversePackets <= entry.reversePackets
        ? known
        : null;
    const flow = this.describe(entry, before);
    if (before !== null && flow.packets === 0 && flow.reversePackets === 0 && before.state === entry.state) return;
    this.tell(flow);
  }

  private describe(entry: ConntrackEntry, before: ConntrackEntry | null): ExportedFlow {
    const added = (field: 'packets' | 'bytes' | 'reversePackets' | 'reverseBytes'): number =>
      Math.max(0, entry[field] - Math.max(0, before?.[field] ?? 0));
    const [flags, reverseFlags] = flagsOf(entry);
    return {
      ...blankFlow(this.label),
      family: entry.src.includes(':') ? 6 : 4,
      protocol: entry.protocol,
      src: entry.src,
      sport: entry.sport,
      dst: entry.dst,
      dport: entry.dport,
      icmpType: entry.icmpType,
      icmpCode: entry.icmpCode,
      start: entry.age > 0 ? this.now - entry.age * 1e6 : this.now,
      end: this.now,
      packets: added('packets'),
      bytes: added('bytes'),
      reversePackets: added('reversePackets'),
      reverseBytes: added('reverseBytes'),
      flags,
      reverseFlags,
    };
  }
}

/** The flags that both sides must have sent for a connection to be in its state. */
function flagsOf({ protocol, state }: ConntrackEntry): [number, number] {
  if (protocol !== 6) return [0, 0];
  switch (state) {
    case 'SYN_SENT':
      return [syn, 0];
    case 'SYN_RECV':
      return [syn, syn | ack];
    case 'FIN_WAIT':
    case 'CLOSE_WAIT':
    case 'LAST_ACK':
    case 'TIME_WAIT':
      return [syn | ack | fin, syn | ack | fin];
    case 'CLOSE':
      return [syn, reset | ack];
    default:
      return [syn | ack, syn | ack];
  }
}
