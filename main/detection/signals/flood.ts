import { BoundedMap } from '../bounded-map.ts';
import { BoundedSet } from '../bounded-set.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { clampScore, gradeByLog } from '../grade.ts';
import { sayCount, saySpan } from '../say.ts';
import type { Flow } from '../../telemetry/flow.ts';
import type { AlertDraft, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

/** Buckets of one second that are kept for each end. */
const MAX_SECONDS = 600;
/** Half-open attempts in one second from which on they are looked at by target. */
const BUSY = 30;

interface Stream {
  peer: string;
  transport: Flow['transport'];
  port: number;
  perSecond: BoundedMap<number, { packets: number; flows: number }>;
  sent: number;
  received: number;
  flows: FlowList;
}

/**
 * Floods and their echo. Sent: packets or half-open connections to one endpoint at a rate no client has, hardly
 * answered. Echo: replies from many hosts to things this host never asked, as when others are attacked in its name.
 */
export class Flood implements Signal {
  readonly #streams = new BoundedMap<string, Stream>(512);
  #second = 0;
  #inSecond = 0;
  readonly #echoers = new BoundedSet<string>(4096);
  readonly #echoes = new FlowList();

  flow(flow: Flow, side: Side): void {
    if (side === 'server') return;
    if (flow.out.packets === 0 && flow.in.packets > 0) {
      // Replies without a question: SYN-ACK, RST, or answers of a service.
      if (flow.transport === 'tcp' || flow.transport === 'udp') {
        this.#echoers.add(flow.dst);
        this.#echoes.add(flow);
      }
      return;
    }
    const half = flow.transport === 'tcp' && (flow.state === 'S0' || flow.state === 'REJ' || flow.state === 'RSTOS0');
    if (!half && flow.out.packets < 200) return;
    if (flow.transport === 'tcp' && !half) return;
    // Streams are only kept apart once the host sends fast at all.
    const now = Math.floor(flow.start / 1e6);
    if (now !== this.#second) {
      this.#second = now;
      this.#inSecond = 0;
    }
    this.#inSecond++;
    if (half && this.#inSecond < BUSY) return;
    const stream = this.#streams.obtain(`${flow.dst} ${flow.transport} ${flow.dport}`, () => ({
      peer: flow.dst,
      transport: flow.transport,
      port: flow.dport,
      perSecond: new BoundedMap<number, { packets: number; flows: number }>(MAX_SECONDS),
      sent: 0,
      received: 0,
      flows: new FlowList(),
    }));
    if (stream === undefined) return;
    stream.sent += flow.out.packets;
    stream.received += flow.in.packets;
    stream.flows.add(flow);
    const length = Math.max(1, (flow.end - flow.start) / 1e6);
    const second = stream.perSecond.obtain(Math.floor(flow.start / 1e6), () => ({ packets: 0, flows: 0 }));
    if (second === undefined) return;
    second.packets += flow.out.packets / length;
    second.flows++;
  }

  assess(context: SignalContext): AlertDraft[] {
    const drafts: AlertDraft[] = [];
    for (const [key, stream] of this.#streams.entries) {
      const draft = this.#judge(key, stream, context);
      if (draft !== null) drafts.push(draft);
    }
    const echo = this.#echo(context);
    if (echo !== null) drafts.push(echo);
    return drafts;
  }

  #judge(key: string, stream: Stream, context: SignalContext): AlertDraft | null {
    const limits = context.thresholds.flood;
    if (stream.received > limits.maxAnswered * stream.sent) return null;
    let packets = 0;
    let attempts = 0;
    for (const second of stream.perSecond.entries.values()) {
      packets = Math.max(packets, second.packets);
      attempts = Math.max(attempts, second.flows);
    }
    const half = stream.transport === 'tcp';
    const rate = half ? attempts : packets;
    const least = half ? limits.minAttempts : limits.minPackets;
    if (rate < least || stream.sent < least * limits.minSeconds) return null;
    const { peer, port, flows } = stream;
    return {
      type: 'flood',
      key,
      title: `Floods ${peer}`,
      why: `${sayCount(Math.round(stream.sent), 'packet')} to ${peer}${port > 0 ? `:${port}` : ''} (${stream.transport}) in ${saySpan(flows.last - flows.first)}, up to ${sayCount(Math.round(rate), half ? 'connection attempt' : 'packet')} a second, and ${sayCount(stream.received, 'answer')}.`,
      techniques: half ? ['T1499.001', 'T1498.001'] : ['T1498.001', 'T1499'],
      score: clampScore(gradeByLog(rate, least, least * 20, 0.72, 0.93)),
      peers: [peer],
      firstSeen: flows.first,
      lastSeen: flows.last,
      flows: flows.ids,
      flowCount: flows.count,
      filter: flowFilter({ src: context.host, dst: peer, port }),
    };
  }

  #echo(context: SignalContext): AlertDraft | null {
    const limits = context.thresholds.flood;
    const outside = [...this.#echoers.values].filter((peer) => context.scopeOf(peer) === 'outside');
    if (outside.length < limits.minEchoers) return null;
    const { first, last, ids, count } = this.#echoes;
    return {
      type: 'backscatter',
      key: 'echo',
      title: 'Receives answers it never asked for',
      why: `${sayCount(outside.length, 'outside host')} sent replies to connections this host did not open, in ${saySpan(last - first)}: its address is used in attacks on others, or it is probed by reflection.`,
      techniques: ['T1498.002'],
      score: limits.echoScore,
      peers: outside.slice(0, 64),
      firstSeen: first,
      lastSeen: last,
      flows: ids,
      flowCount: count,
      filter: flowFilter({ dst: context.host }),
    };
  }
}

/** See {@link Flood}. */
export const flood: SignalKind = {
  name: 'flood',
  sides: ['client'],
  flows: true,
  records: [],
  events: false,
  create: () => new Flood(),
};
