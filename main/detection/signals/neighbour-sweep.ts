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
  readonly #targets = new BoundedMap<string, number>(MAX_TARGETS);
  readonly #flows = new FlowList();

  record(record: L7Record, _ends: Ends, _side: Side): void {
    if (record.kind !== 'neighbour' || record.operation !== 'request') return;
    // Asking for one's own address announces it.
    if (record.target === record.sender || record.protocol !== 'arp') return;
    const known = this.#targets.entries.get(record.target);
    if (known === undefined) {
      if (this.#targets.obtain(record.target, () => record.time) !== undefined)
        this.#flows.addAt(record.flow, record.time, record.time);
    } else if (record.time < known) this.#targets.replace(record.target, record.time);
  }

  assess(context: SignalContext): AlertDraft[] {
    const { minTargets, manyTargets, window, gatewayFactor, orderlyTargets, minOrder } = context.thresholds.arpSweep;
    if (this.#targets.size < orderlyTargets) return [];
    const times = [...this.#targets.entries.values()];
    const burst = mostWithin(times, window);
    const order = this.#order();
    const orderly = order >= minOrder;
    const needed = orderly ? orderlyTargets : context.isGateway ? minTargets * gatewayFactor : minTargets;
    if (burst < needed) return [];
    return [
      {
        type: 'arp-sweep',
        key: 'arp',
        title: 'ARP host sweep',
        why: `Asked for ${this.#targets.refused > 0 ? 'at least ' : ''}${sayCount(this.#targets.size, 'address', 'addresses')} by ARP in ${saySpan(this.#flows.last - this.#flows.first)}, ${sayShare(order)} of them the next in order; up to ${burst} within ${saySpan(window)}.`,
        techniques: ['T1018'],
        score: gradeByLog(burst, needed, Math.max(manyTargets, needed * 2), 0.7, 0.95),
        peers: [...this.#targets.entries.keys()].slice(0, 64),
        firstSeen: this.#flows.first,
        lastSeen: this.#flows.last,
        flows: this.#flows.ids,
        flowCount: this.#flows.count,
        filter: flowFilter({ src: context.host, proto: 'arp' }),
      },
    ];
  }

  /** Share of targets, in time order, that follow the one before by one. */
  #order(): number {
    const inTime = [...this.#targets.entries].sort((a, b) => a[1] - b[1] || lastByte(a[0]) - lastByte(b[0]));
    let steps = 0;
    for (let index = 1; index < inTime.length; index++) {
      const step = lastByte(inTime[index]?.[0] ?? '') - lastByte(inTime[index - 1]?.[0] ?? '');
      if (step === 1 || step === -1) steps++;
    }
    return inTime.length < 2 ? 0 : steps / (inTime.length - 1);
  }
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
