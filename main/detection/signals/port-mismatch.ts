import { BoundedMap } from '../bounded-map.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { sayCount } from '../say.ts';
import { outcomeOf } from '../flow-outcome.ts';
import type { Flow } from '../../telemetry/flow.ts';
import type { AlertDraft, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

/** What may be spoken on a port that firewalls let through; anything else recognised there hides behind it. */
const EXPECTED_TCP: Record<number, readonly string[]> = {
  25: ['smtp', 'tls'],
  53: ['dns', 'tls'],
  80: ['http', 'websocket', 'tls'],
  443: ['tls', 'ssl', 'websocket'],
};
const EXPECTED_UDP: Record<number, readonly string[]> = { 53: ['dns'], 123: ['ntp'], 443: ['quic', 'dtls', 'tls'] };

interface Mismatch {
  dst: string;
  dport: number;
  service: string;
  bytes: number;
  flows: FlowList;
}

/** A protocol on the port of another one: SSH on 443, clear HTTP where TLS belongs. */
export class PortMismatch implements Signal {
  readonly #found = new BoundedMap<string, Mismatch>(256);

  flow(flow: Flow, _side: Side): void {
    if (flow.service === '') return;
    const expected = (flow.transport === 'tcp' ? EXPECTED_TCP : EXPECTED_UDP)[flow.dport];
    if (expected === undefined || expected.includes(flow.service)) return;
    if (outcomeOf(flow) !== 'answered') return;
    const found = this.#found.obtain(`${flow.dst} ${flow.dport} ${flow.service}`, () => ({
      dst: flow.dst,
      dport: flow.dport,
      service: flow.service,
      bytes: 0,
      flows: new FlowList(),
    }));
    if (found === undefined) return;
    found.bytes += flow.out.payload + flow.in.payload;
    found.flows.add(flow);
  }

  assess(context: SignalContext): AlertDraft[] {
    const { score, minBytes } = context.thresholds.portMismatch;
    const drafts: AlertDraft[] = [];
    for (const [key, found] of this.#found.entries) {
      const scope = context.scopeOf(found.dst);
      if ((scope !== 'outside' && scope !== 'internal') || found.bytes < minBytes) continue;
      const { dst, dport, service, flows } = found;
      drafts.push({
        type: 'port-mismatch',
        key,
        title: `${service} on port ${dport}`,
        why: `${sayCount(flows.count, 'connection')} to ${dst}:${dport} spoke ${service}, which is not what port ${dport} is for.`,
        techniques: ['T1571', 'T1071'],
        score,
        peers: [dst],
        firstSeen: flows.first,
        lastSeen: flows.last,
        flows: flows.ids,
        flowCount: flows.count,
        filter: flowFilter({ src: context.host, dst, port: dport }),
      });
    }
    return drafts;
  }
}

/** See {@link PortMismatch}. */
export const portMismatch: SignalKind = {
  name: 'port-mismatch',
  sides: ['client'],
  flows: true,
  records: [],
  events: false,
  create: () => new PortMismatch(),
};
