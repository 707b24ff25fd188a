import { BoundedMap } from '../bounded-map.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { gradeByLog } from '../grade.ts';
import { mostWithin } from '../most-within.ts';
import { sayCount, saySpan } from '../say.ts';
import type { Flow } from '../../telemetry/flow.ts';
import type { AlertDraft, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

const MAX_TARGETS = 4096;

interface Target {
  time: number;
  answered: boolean;
  packets: number;
  bare: boolean;
}

const isEcho = (flow: Flow): boolean =>
  (flow.transport === 'icmp' && flow.icmpType === 8) || (flow.transport === 'icmp6' && flow.icmpType === 128);

/**
 * ICMP sweep: echo requests to many hosts in a short time, once or twice each, some of them absent. Monitoring pings
 * a list of hosts that exist, again and again, with the payload of an ordinary ping.
 */
export class PingSweep implements Signal {
  readonly #targets = new BoundedMap<string, Target>(MAX_TARGETS);
  readonly #flows = new FlowList();

  flow(flow: Flow, _side: Side): void {
    if (!isEcho(flow)) return;
    const target = this.#targets.obtain(flow.dst, () => {
      this.#flows.add(flow);
      return { time: flow.start, answered: false, packets: 0, bare: false };
    });
    if (target === undefined) return;
    target.time = Math.min(target.time, flow.start);
    target.answered ||= flow.in.packets > 0;
    target.packets += flow.out.packets;
    target.bare ||= flow.out.payload <= flow.out.packets;
  }

  assess(context: SignalContext): AlertDraft[] {
    const { minTargets, manyTargets, window, maxRepeats, minSilent } = context.thresholds.pingSweep;
    const targets = [...this.#targets.entries].filter(([address]) => context.scopeOf(address) !== 'group');
    if (targets.length < minTargets) return [];
    const burst = mostWithin(
      targets.map(([, target]) => target.time),
      window,
    );
    if (burst < minTargets) return [];
    const silent = targets.filter(([, target]) => !target.answered).length;
    const bare = targets.filter(([, target]) => target.bare).length;
    const packets = targets.reduce((sum, [, target]) => sum + target.packets, 0);
    const repeats = packets / targets.length;
    if (repeats > maxRepeats) return [];
    if (silent / targets.length < minSilent && bare / targets.length < 0.5) return [];
    const score = gradeByLog(burst, minTargets, manyTargets, 0.66, 0.9) + (bare / targets.length >= 0.5 ? 0.06 : 0);
    return [
      {
        type: 'ping-sweep',
        key: 'icmp',
        title: 'ICMP host sweep',
        why: `Pinged ${sayCount(targets.length, 'host')}, ${burst} of them within ${saySpan(window)}, ${repeats.toFixed(1)} requests each; ${sayCount(silent, 'host')} did not answer.`,
        techniques: ['T1018'],
        score,
        peers: targets.map(([address]) => address).slice(0, 64),
        firstSeen: this.#flows.first,
        lastSeen: this.#flows.last,
        flows: this.#flows.ids,
        flowCount: this.#flows.count,
        filter: flowFilter({ src: context.host, proto: 'icmp' }),
      },
    ];
  }
}

/** See {@link PingSweep}. */
export const pingSweep: SignalKind = {
  name: 'ping-sweep',
  sides: ['client'],
  flows: true,
  records: [],
  events: false,
  create: () => new PingSweep(),
};
