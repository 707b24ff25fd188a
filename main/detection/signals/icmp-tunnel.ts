import { BoundedMap } from '../bounded-map.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { clampScore, gradeByLog } from '../grade.ts';
import { sayBytes, sayCount } from '../say.ts';
import type { Flow, L7Record } from '../../telemetry/flow.ts';
import type { AlertDraft, Ends, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

interface Channel {
  peer: string;
  side: Side;
  requests: number;
  replies: number;
  bytes: number;
  sizes: number;
  payloads: number;
  mismatched: number;
  inner: string;
  flows: FlowList;
}

/**
 * ICMP tunnel. An ordinary ping repeats one payload of one size and the reply echoes it; a tunnel changes both, and
 * its replies carry something else than was asked.
 */
export class IcmpTunnel implements Signal {
  readonly #channels = new BoundedMap<string, Channel>(1024);

  flow(flow: Flow, side: Side): void {
    if (flow.transport !== 'icmp' && flow.transport !== 'icmp6') return;
    if (flow.icmpType !== 8 && flow.icmpType !== 128 && flow.icmpType !== 0 && flow.icmpType !== 129) return;
    const channel = this.#channel(flow, side);
    if (channel === undefined) return;
    channel.flows.add(flow);
  }

  record(record: L7Record, ends: Ends, side: Side): void {
    if (record.kind !== 'echo') return;
    const channel = this.#channel(ends, side);
    if (channel === undefined) return;
    channel.requests += record.requests;
    channel.replies += record.replies;
    channel.bytes += record.payloadBytes;
    channel.sizes = Math.max(channel.sizes, record.distinctSizes);
    channel.payloads = Math.max(channel.payloads, record.distinctPayloads);
    channel.mismatched += record.mismatched;
    if (record.inner !== '') channel.inner = record.inner;
    channel.flows.addAt(ends.id, ends.start, record.time);
  }

  assess(context: SignalContext): AlertDraft[] {
    const drafts: AlertDraft[] = [];
    for (const [key, channel] of this.#channels.entries) {
      const score = this.#grade(channel, context);
      if (score === 0) continue;
      const { flows, peer } = channel;
      drafts.push({
        type: 'icmp-tunnel',
        key,
        title: `ICMP tunnel with ${peer}`,
        why: `${sayCount(channel.requests, 'echo request')} and ${sayCount(channel.replies, 'reply', 'replies')} with ${sayBytes(channel.bytes)} of payload in ${channel.sizes >= 64 ? 'at least ' : ''}${sayCount(channel.sizes, 'size')} and ${channel.payloads >= 64 ? 'at least ' : ''}${sayCount(channel.payloads, 'content')}; ${sayCount(channel.mismatched, 'reply', 'replies')} did not echo the request${channel.inner === '' ? '' : `; inside: ${channel.inner}`}.`,
        techniques: ['T1572', 'T1095', 'T1048.003'],
        // The far end answers what it is asked: less sure that it is the one to look at.
        score: clampScore(channel.side === 'client' ? score : score * 0.7),
        peers: [peer],
        firstSeen: flows.first,
        lastSeen: flows.last,
        flows: flows.ids,
        flowCount: flows.count,
        filter: flowFilter(
          channel.side === 'client'
            ? { src: context.host, dst: peer, proto: 'icmp' }
            : { src: peer, dst: context.host, proto: 'icmp' },
        ),
      });
    }
    return drafts;
  }

  #channel(ends: Pick<Flow, 'src' | 'dst'>, side: Side): Channel | undefined {
    const peer = side === 'client' ? ends.dst : ends.src;
    return this.#channels.obtain(`${peer} ${side}`, () => ({
      peer,
      side,
      requests: 0,
      replies: 0,
      bytes: 0,
      sizes: 0,
      payloads: 0,
      mismatched: 0,
      inner: '',
      flows: new FlowList(),
    }));
  }

  #grade(channel: Channel, context: SignalContext): number {
    const limits = context.thresholds.icmpTunnel;
    if (channel.inner !== '') return 0.93;
    if (channel.requests < limits.minRequests) return 0;
    const varied = channel.sizes >= limits.minSizes && channel.payloads >= limits.minPayloads;
    const deaf = channel.mismatched >= limits.minMismatched;
    if (deaf && channel.payloads >= limits.minPayloads / 2)
      return gradeByLog(channel.mismatched, limits.minMismatched, 100, 0.8, 0.93);
    if (varied) return gradeByLog(channel.payloads, limits.minPayloads, 64, 0.72, 0.85);
    return 0;
  }
}

/** See {@link IcmpTunnel}. */
export const icmpTunnel: SignalKind = {
  name: 'icmp-tunnel',
  sides: ['client', 'server'],
  flows: true,
  records: ['echo'],
  events: false,
  create: () => new IcmpTunnel(),
};
