import { BoundedMap } from '../bounded-map.ts';
import { BoundedSet } from '../bounded-set.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { isEmptyVisit, isStealthProbe, outcomeOf } from '../flow-outcome.ts';
import { gradeByLog } from '../grade.ts';
import { sayCount, sayList, saySpan } from '../say.ts';
import { mostWithin } from '../most-within.ts';
import type { Flow } from '../../telemetry/flow.ts';
import type { AlertDraft, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

/** Keys of services: the port, set apart by transport. */
const OFFSETS = { tcp: 0, udp: 65_536, sctp: 131_072 };
const MAX_PORTS = 1024;
const MAX_TARGETS = 2048;
const MAX_ANSWERING = 1024;

interface Service {
  transport: Flow['transport'];
  port: number;
  /** First time each silent or refusing target was tried. */
  failed: BoundedMap<string, number>;
  /** Hosts that serve it: only their number against the others matters. */
  answered: BoundedSet<string>;
  flows: FlowList;
}

interface Sweep {
  service: Service;
  targets: string[];
  /** Most targets tried within the burst window. */
  burst: number;
}

const firstHalf = (address: string): string =>
  address.includes(':') ? address.split(':', 3).join(':') : address.split('.', 2).join('.');

/**
 * Horizontal scan: one service tried on many hosts that do not have it, and the worm that looks for its next victim.
 * Targets that were looked up by name do not count (nobody resolves the addresses he guesses), nor do services whose
 * targets mostly answer, nor ports that are a small part of a wide spread (peer-to-peer).
 */
export class HostSweep implements Signal {
  readonly #services = new BoundedMap<number, Service>(MAX_PORTS);

  flow(flow: Flow, _side: Side): void {
    if (flow.transport !== 'tcp' && flow.transport !== 'udp' && flow.transport !== 'sctp') return;
    const outcome = outcomeOf(flow);
    const failed = outcome === 'refused' || outcome === 'unanswered' || isEmptyVisit(flow) || isStealthProbe(flow);
    if (!failed && outcome !== 'answered') return;
    const service = this.#services.obtain(flow.dport + OFFSETS[flow.transport], () => ({
      transport: flow.transport,
      port: flow.dport,
      failed: new BoundedMap(MAX_TARGETS),
      answered: new BoundedSet(MAX_ANSWERING),
      flows: new FlowList(),
    }));
    if (service === undefined) return;
    if (!failed) {
      service.answered.add(flow.dst);
      return;
    }
    const known = service.failed.entries.get(flow.dst);
    if (known === undefined) {
      if (service.failed.obtain(flow.dst, () => flow.start) !== undefined) service.flows.add(flow);
    } else if (flow.start < known) service.failed.replace(flow.dst, flow.start);
  }

  assess(context: SignalContext): AlertDraft[] {
    const { minTargets, burstTargets, minShare, minConcentration } = context.thresholds.hostSweep;
    const failedBy = new Map<Flow['transport'], number>();
    for (const { transport, failed } of this.#services.entries.values())
      failedBy.set(transport, (failedBy.get(transport) ?? 0) + failed.size);
    const sweeps: Sweep[] = [];
    for (const service of this.#services.entries.values()) {
      const sweep = this.#sweepOf(service, context);
      if (sweep === null) continue;
      const all = failedBy.get(service.transport) ?? 0;
      const share = service.failed.size / (service.failed.size + service.answered.size);
      if (share < minShare || sweep.targets.length < minConcentration * all) continue;
      if (sweep.targets.length >= minTargets || sweep.burst >= burstTargets) sweeps.push(sweep);
    }
    return sweeps.length === 0 ? [] : [this.#conclude(sweeps, context)];
  }

  #sweepOf(service: Service, context: SignalContext): Sweep | null {
    const { burstTargets, burstWindow } = context.thresholds.hostSweep;
    if (service.failed.size < burstTargets) return null;
    const targets: string[] = [];
    const times: number[] = [];
    for (const [target, time] of service.failed.entries) {
      const scope = context.scopeOf(target);
      if (scope === 'group' || scope === 'self' || context.nameOf(target) !== '') continue;
      targets.push(target);
      times.push(time);
    }
    return { service, targets, burst: mostWithin(times, burstWindow) };
  }

  #conclude(sweeps: Sweep[], context: SignalContext): AlertDraft {
    const { minTargets, manyTargets, burstTargets, burstWindow } = context.thresholds.hostSweep;
    sweeps.sort((a, b) => b.targets.length - a.targets.length || a.service.port - b.service.port);
    const targets = new Set(sweeps.flatMap((sweep) => sweep.targets));
    const burst = Math.max(...sweeps.map((sweep) => sweep.burst));
    const outside = [...targets].filter((target) => context.scopeOf(target) === 'outside');
    const networks = new Set(outside.map(firstHalf));
    const ports = sweeps.map(({ service }) => `${service.transport} ${service.port}`);
    const flows = FlowList.join(sweeps.map((sweep) => sweep.service.flows));
    // Addresses without kinship are guessed at random: what a worm does, and no inventory tool.
    const random = networks.size >= minTargets / 2 && networks.size >= 0.5 * targets.size;
    const score = Math.max(
      targets.size >= minTargets ? gradeByLog(targets.size, minTargets, manyTargets, 0.72, 0.95) : 0,
      burst >= burstTargets ? gradeByLog(burst, burstTargets, minTargets * 2, 0.5, 0.75) : 0,
    );
    const [first] = sweeps;
    return {
      type: random ? 'worm-fan-out' : 'horizontal-scan',
      key: ports.slice(0, 4).join(','),
      title: `${random ? 'Worm-like fan-out' : 'Host sweep'} on ${sayList(ports)}`,
      why: `Tried ${sayList(ports)} on ${sayCount(targets.size, 'host')} that did not serve it in ${saySpan(flows.last - flows.first)}${random ? `, spread over ${sayCount(networks.size, 'unrelated network')}` : ''}; up to ${burst} within ${saySpan(burstWindow)}.`,
      techniques: outside.length > targets.size / 2 ? ['T1046', 'T1595.001'] : ['T1046', 'T1018'],
      score,
      peers: [...targets].slice(0, 64),
      firstSeen: flows.first,
      lastSeen: flows.last,
      flows: flows.ids,
      flowCount: flows.count,
      filter: flowFilter({ src: context.host, ...(sweeps.length === 1 && first ? { port: first.service.port } : {}) }),
    };
  }
}

/** See {@link HostSweep}. */
export const hostSweep: SignalKind = {
  name: 'host-sweep',
  sides: ['client'],
  flows: true,
  records: [],
  events: false,
  create: () => new HostSweep(),
};
