import type { SampleTier } from '../../telemetry/resource-sample.ts';
import type { Observation } from '../../telemetry/observation.ts';
import type { HostClock } from '../host-clock.ts';
import type { HostMaker, HostSettings, HostSink, WatchedHost } from '../host-port.ts';
import { AgentSource } from './agents/agent-source.ts';
import { createFlowSource, type FlowSource } from './flow-source.ts';
import { Fleet } from './fleet.ts';
import type { LifeEvent } from './life.ts';
import { parseSimulatedUri } from './parse-simulated-uri.ts';

/** Agents that are told of in one report: a line of a recording bears no more. */
const TOGETHER = 200;

const tiers: readonly SampleTier[] = ['interfaces', 'cpu', 'disks'];

/** What a maker of simulated hosts can be given besides its clock. */
export interface SimulationOptions {
  clock: HostClock;
  /** Takes the flows of each tick; without it none are made. */
  tellFlows?: (host: string, observations: Observation[]) => void;
  /** Gives ids to flows; needed with `tellFlows` where other sources give ids too. */
  nextFlowId?: () => number;
}

/** Makes hosts out of nothing, for the demo, tests and benches: the same URI, clock and start tell the same. */
export function createSimulatedHostMaker(options: SimulationOptions): HostMaker {
  return (settings, sink) => {
    const plan = parseSimulatedUri(settings.uri);
    if ('problem' in plan) return new RefusedHost(settings, sink, options.clock.now(), plan.problem);
    const fleet = new Fleet(plan, options.clock.now());
    let last = 0;
    const flows = options.tellFlows
      ? createFlowSource(fleet, plan.seed, options.nextFlowId ?? (() => (last += 1)))
      : null;
    const agents = plan.agents ? new AgentSource(fleet, plan.seed, options.clock.now()) : null;
    return new SimulatedHost(settings, sink, options, { fleet, flows, agents });
  };
}

/** What a simulated host is made of. */
interface SimulatedParts {
  fleet: Fleet;
  flows: FlowSource | null;
  agents: AgentSource | null;
}

class SimulatedHost implements WatchedHost {
  readonly settings: HostSettings;
  readonly channels = null;
  private readonly sink: HostSink;
  private readonly options: SimulationOptions;
  private readonly fleet: Fleet;
  private readonly flows: FlowSource | null;
  private readonly agents: AgentSource | null;
  private readonly start: number;
  private readonly epoch: string;
  private stops: (() => void)[] = [];
  private readonly lastBatch = new Map<SampleTier, number>();
  private closed = false;
  private paused: boolean;

  constructor(
    settings: HostSettings,
    sink: HostSink,
    options: SimulationOptions,
    { fleet, flows, agents }: SimulatedParts,
  ) {
    this.settings = settings;
    this.sink = sink;
    this.options = options;
    this.fleet = fleet;
    this.flows = flows;
    this.agents = agents;
    this.start = options.clock.now();
    this.epoch = `simulated-${this.start}`;
    this.paused = settings.paused;
    if (this.paused) this.tellState('paused');
    else this.begin();
  }

  captureCommand(): null {
    return null;
  }

  connectionsCommand(): null {
    return null;
  }

  pause(paused: boolean): void {
    if (this.closed || paused === this.paused) return;
    this.paused = paused;
    if (paused) {
      this.halt();
      this.tellState('paused');
    } else this.begin();
  }

  retry(): void {
    // A simulation is always up.
  }

  close(): Promise<void> {
    this.closed = true;
    this.halt();
    return Promise.resolve();
  }

  private begin(): void {
    const time = this.options.clock.now();
    this.fleet.advance(time);
    this.tellState('connecting');
    this.tellState('up');
    const vms = this.fleet.machines.flatMap(({ index }) => this.fleet.describe(index, this.settings.id) ?? []);
    const network = { name: 'fleet', bridge: 'virbr1', forward: 'nat', ranges: ['10.20.0.0/14'], active: true };
    this.sink({ type: 'inventory', time, vms, networks: [network] });
    this.stops = tiers.map((tier) => this.options.clock.every(this.settings.every[tier], () => this.poll(tier)));
  }

  private halt(): void {
    for (const stop of this.stops) stop();
    this.stops = [];
  }

  private poll(tier: SampleTier): void {
    const time = this.options.clock.now();
    for (const { time: when, event } of this.fleet.advance(time)) {
      this.agents?.take(when, event);
      this.tell(when, event);
    }
    const samples = this.fleet.sample(tier, time);
    const before = this.lastBatch.get(tier);
    // The clock may be one that steps back; time as the samples count it never does.
    const at = Math.max(before ?? 0, (time - this.start) / 1000);
    if (before !== undefined && at - before > 3 * this.settings.every[tier]) {
      const from = time - Math.round((at - before) * 1000);
      this.sink({ type: 'gap', time, from, to: time, tier, reason: 'The simulation was paused.' });
    }
    this.lastBatch.set(tier, at);
    const { epoch } = this;
    this.sink({ type: 'samples', time, batch: { tier, time, at, epoch, took: 0, samples } });
    if (tier !== 'interfaces') return;
    const flows = this.flows?.(time) ?? [];
    const agents = this.agents?.tell(time, flows) ?? [];
    for (let at = 0; at < agents.length; at += TOGETHER)
      this.sink({ type: 'agents', time, agents: agents.slice(at, at + TOGETHER) });
    this.sink({ type: 'tick', time, answered: samples.length - this.fleet.hanging, total: samples.length, late: 0 });
    if (this.flows) this.options.tellFlows?.(this.settings.id, flows);
  }

  private tell(time: number, { kind, index }: LifeEvent): void {
    const uuid = this.fleet.machines[index]?.uuid ?? '';
    switch (kind) {
      case 'misbehave':
      case 'behave':
      case 'restart':
        return;
      case 'hang':
      case 'wake':
        this.sink({ type: 'hung', time, uuid, hung: kind === 'hang' });
        return;
      case 'leave':
        this.sink({ type: 'vm-gone', time, uuid, reason: 'migrated to another host' });
        return;
      default: {
        const vm = this.fleet.describe(index, this.settings.id);
        if (vm) this.sink({ type: 'vm', time, vm });
      }
    }
  }

  private tellState(state: 'connecting' | 'up' | 'paused'): void {
    const time = this.options.clock.now();
    const daemon = state === 'up' ? 'simulated' : '';
    this.sink({ type: 'state', time, state, daemon, failure: null, retryAt: null, attempt: 1 });
  }
}

/** A host whose URI cannot be read: it says so once. */
class RefusedHost implements WatchedHost {
  readonly settings: HostSettings;
  readonly channels = null;

  constructor(settings: HostSettings, sink: HostSink, time: number, problem: string) {
    this.settings = settings;
    const failure = {
      code: 'wrong-uri',
      title: 'The URI of the simulation cannot be read.',
      detail: problem,
      action: 'Write it like simulated:///?vms=200&seed=7&speed=1.',
    };
    sink({ type: 'state', time, state: 'refused', daemon: '', failure, retryAt: null, attempt: 1 });
  }

  captureCommand(): null {
    return null;
  }

  connectionsCommand(): null {
    return null;
  }

  pause(): void {
    // There is nothing to pause.
  }

  retry(): void {
    // The URI would not read better.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
