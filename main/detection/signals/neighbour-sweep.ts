import { BoundedMap } from '../bounded-map.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { gradeByLog } from '../grade.ts';
import { mostWithin } from '../most-within.ts';
import { sayCount, sayShare, saySpan } from '../say.ts';
import type { L7Record } from '../../telemetry/flow.ts';
import type { AlertDraft, Ends, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

const MAX_TARGETS = 4096;

const lastByte = (address: string): number => Number(address.slice(address.lastIndexOf('.') + 1));

/**
 * ARP sweep: one host asks for many addresses of its network. A gateway asks for whatever is sent to it from outside,
 * at the pace of that traffic and in no order, so it needs far more targets to stand out.
 */
export class NeighbourSweep implements Signal {
  /** When each target was first asked for, and in which flow: whatever the order in which that is told. */
  readonly #targets = new BoundedMap<string, { time: number; flow: number }>(MAX_TARGETS);

  record(record: L7Record, _ends: Ends, _side: Side): void {
    if (record.kind !== 'neighbour' || record.operation !== 'request') return;
    // Asking for one's own address announces it.
    if (record.target === record.sender || record.protocol !== 'arp') return;
    const { target, time, flow } = record;
    const known = this.#targets.obtain(target, () => ({ time, flow }));
    if (known !== undefined && time < known.time) this.#targets.replace(target, { time, flow });
  }

  assess(context: SignalContext): AlertDraft[] {
    const { minTargets, manyTargets, window, gatewayFactor, orderlyTargets, minOrder } = context.thresholds.arpSweep;
    if (this.#targets.size < orderlyTargets) return [];
    const inTime = [...this.#targets.entries].sort((a, b) => a[1].time - b[1].time || lastByte(a[0]) - lastByte(b[0]));
    const times = inTime.map(([, { time }]) => time);
    const burst = mostWithin(times, window);
    const order = orderOf(inTime.map(([target]) => target));
    const orderly = order >= minOrder;
    const needed = orderly ? orderlyTargets : context.isGateway ? minTargets * gatewayFactor : minTargets;
    if (burst < needed) return [];
    const begin = beginOf(times, needed, window);
    const swept = inTime.slice(begin);
    const first = times[begin] ?? 0;
    const last = times.at(-1) ?? 0;
    const flows = new FlowList();
    for (const [, { time, flow }] of swept) flows.addAt(flow, time, time);
    return [
      {
        type: 'arp-sweep',
        key: 'arp',
        title: 'ARP host sweep',
        why: `Asked for ${this.#targets.refused > 0 ? 'at least ' : ''}${sayCount(swept.length, 'address', 'addresses')} by ARP in ${saySpan(last - first)}, ${sayShare(order)} of them the next in order; up to ${burst} within ${saySpan(window)}.`,
        techniques: ['T1018'],
        score: gradeByLog(burst, needed, Math.max(manyTargets, needed * 2), 0.7, 0.95),
        peers: swept.slice(0, 64).map(([target]) => target),
        firstSeen: first,
        lastSeen: last,
        flows: flows.ids,
        flowCount: flows.count,
        filter: flowFilter({ src: context.host, proto: 'arp' }),
      },
    ];
  }
}

/**
 * Where in these times, which ascend, the first sweep begins: neighbours that were asked for long before it, in everyday
 * work, are none of it. A pause of twice the mean that fits `needed` addresses into the window ends what came before.
 */
function beginOf(times: readonly number[], needed: number, window: number): number {
  const gap = (index: number): number => (times[index] ?? 0) - (times[index - 1] ?? 0);
  let begin = times.findIndex((time, index) => time - (times[index - needed + 1] ?? -Infinity) <= window);
  while (begin > 0 && gap(begin) <= (2 * window) / needed) begin--;
  return Math.max(0, begin);
}

/** Share of addresses, in the order they were asked for, that follow the one before by one. */
function orderOf(targets: readonly string[]): number {
  let steps = 0;
  for (let index = 1; index < targets.length; index++) {
    const step = lastByte(targets[index] ?? '') - lastByte(targets[index - 1] ?? '');
    if (step === 1 || step === -1) steps++;
  }
  return targets.length < 2 ? 0 : steps / (targets.length - 1);
}

/** See {@link NeighbourSweep}. */
export const neighbourSweep: SignalKind = {
  name: 'neighbour-sweep',
  sides: ['client'],
  flows: false,
  records: ['neighbour'],
  events: false,
  create: () => new NeighbourSweep(),
};
