import type { ResourceSample, SampleTier } from '../../telemetry/resource-sample.ts';
import type { VmFacts } from '../../telemetry/vm-facts.ts';
import type { GuestCounters } from './agents/simulated-agent.ts';
import { createMachine, describeMachine, type Machine } from './create-machine.ts';
import { type Incident, Life, type LifeEvent } from './life.ts';
import { draw, hash } from './noise.ts';
import type { SimulationPlan } from './parse-simulated-uri.ts';
import { busyAt, type Rhythm } from './roles.ts';

/** Where a counter stands in the row of a VM. */
const counter = {
  cpu: 0,
  wait: 1,
  delay: 2,
  rx: 3,
  rxPackets: 4,
  tx: 5,
  txPackets: 6,
  read: 7,
  reads: 8,
  written: 9,
  writes: 10,
  faults: 11,
} as const;
const WIDTH = 12;
const SECOND = 1e6;
/** Nanoseconds a disk takes for a request. */
const READ_TIME = 180_000;
const WRITE_TIME = 420_000;
/** Bytes of a mean packet. */
const PACKET = 800;

type Presence = 'running' | 'off' | 'away';

/**
 * A fleet of simulated VMs. It lives in whole seconds since its start; a sample between two is a point on the line
 * between them, so whoever polls, and however often, sees the same counters at the same moment.
 */
export class Fleet {
  readonly machines: readonly Machine[];
  private readonly plan: SimulationPlan;
  private readonly start: number;
  private readonly life: Life;
  private step = 0;
  private readonly counters: Float64Array;
  private readonly rates: Float64Array;
  private readonly restless: Float64Array;
  private readonly load: Float64Array;
  private readonly presence: Presence[];
  private readonly renames: Int32Array;
  private readonly hung = new Set<number>();
  private readonly incidents = new Map<number, Incident>();

  /** @param start microseconds since the epoch */
  constructor(plan: SimulationPlan, start: number) {
    this.plan = plan;
    this.start = start;
    this.machines = Array.from({ length: plan.vms }, (_, index) => createMachine(plan.seed, index));
    this.life = new Life(plan);
    this.counters = new Float64Array(plan.vms * WIDTH);
    this.rates = new Float64Array(plan.vms * WIDTH);
    this.restless = new Float64Array(plan.vms);
    this.load = new Float64Array(plan.vms);
    this.renames = new Int32Array(plan.vms);
    this.presence = this.machines.map(({ index }) => (draw(plan.seed, index, 5) < 0.04 ? 'off' : 'running'));
    this.drawRates();
  }

  /** Lives on to a time and tells what happened to the VMs since, each with the time it happened. */
  advance(to: number): { time: number; event: LifeEvent }[] {
    const told: { time: number; event: LifeEvent }[] = [];
    const last = Math.floor((to - this.start) / SECOND);
    while (this.step < last) {
      for (let at = 0; at < this.counters.length; at += 1) {
        this.counters[at] = (this.counters[at] ?? 0) + (this.rates[at] ?? 0);
      }
      this.step += 1;
      for (const event of this.life.step(this.step)) {
        if (this.apply(event)) told.push({ time: this.start + this.step * SECOND, event });
      }
      this.drawRates();
    }
    return told;
  }

  /** Whether a VM runs here. */
  runs(index: number): boolean {
    return this.presence[index] === 'running';
  }

  /** Whether a VM's hypervisor does not answer. */
  hangs(index: number): boolean {
    return this.hung.has(index);
  }

  /** VMs that hang. */
  get hanging(): number {
    return this.hung.size;
  }

  /** How a VM misbehaves right now, if it does. */
  incidentOf(index: number): Incident | undefined {
    return this.incidents.get(index);
  }

  /** How busy a VM is, as a share of its CPUs. */
  loadOf(index: number): number {
    return this.load[index] ?? 0;
  }

  /** What the host says of a VM, null while it is on another. */
  describe(index: number, host: string): VmFacts | null {
    const machine = this.machines[index];
    if (!machine || this.presence[index] === 'away') return null;
    return describeMachine(machine, host, this.runs(index), this.renames[index] ?? 0, this.plan.agents);
  }

  /** What a VM itself would count at a time: the same as its hypervisor. */
  countersOf(index: number, time: number): GuestCounters {
    const part = this.partAt(time);
    const of = (which: number): number => this.counterAt(index, which, part);
    return {
      cpu: Math.floor(of(counter.cpu) / 1000),
      received: of(counter.rx),
      sent: of(counter.tx),
      read: of(counter.read),
      written: of(counter.written),
    };
  }

  /** Counters of all running VMs; of those that hang only what needs no answer of theirs. */
  sample(tier: SampleTier, time: number): ResourceSample[] {
    const part = this.partAt(time);
    const samples: ResourceSample[] = [];
    for (const machine of this.machines) {
      if (!this.runs(machine.index) || (tier !== 'interfaces' && this.hung.has(machine.index))) continue;
      samples.push(this.sampleOne(machine, tier, part));
    }
    return samples;
  }

  /** How much of the second that goes on is over. */
  private partAt(time: number): number {
    return Math.max(0, Math.min(1, (time - this.start) / SECOND - this.step));
  }

  private counterAt(index: number, which: number, part: number): number {
    const at = index * WIDTH + which;
    return Math.floor((this.counters[at] ?? 0) + (this.rates[at] ?? 0) * part);
  }

  private sampleOne(machine: Machine, tier: SampleTier, part: number): ResourceSample {
    const of = (which: number): number => this.counterAt(machine.index, which, part);
    const { uuid, profile } = machine;
    if (tier === 'interfaces') {
      const none = { rxErrors: 0, rxDrops: 0, txErrors: 0, txDrops: 0 };
      const name = `vnet${machine.index}`;
      return {
        uuid,
        interfaces: [
          {
            name,
            rxBytes: of(counter.rx),
            rxPackets: of(counter.rxPackets),
            txBytes: of(counter.tx),
            txPackets: of(counter.txPackets),
            ...none,
          },
        ],
      };
    }
    if (tier === 'disks') {
      const reads = of(counter.reads);
      const writes = of(counter.writes);
      return {
        uuid,
        disks: [
          {
            name: 'vda',
            readBytes: of(counter.read),
            readRequests: reads,
            readTime: reads * READ_TIME,
            writeBytes: of(counter.written),
            writeRequests: writes,
            writeTime: writes * WRITE_TIME,
            errors: 0,
          },
        ],
      };
    }
    const time = of(counter.cpu);
    const maximum = profile.memory * 1024;
    const used = Math.round(maximum * Math.min(0.95, 0.25 + 0.5 * this.loadOf(machine.index) * machine.size));
    return {
      uuid,
      cpu: {
        time,
        user: Math.floor(time * 0.8),
        system: Math.floor(time * 0.2),
        online: profile.vcpus,
        wait: of(counter.wait),
        delay: of(counter.delay),
      },
      memory: {
        current: maximum,
        maximum,
        rss: used + 90_000,
        unused: maximum - used,
        available: maximum - 40_000,
        usable: maximum - used,
        swapIn: 0,
        swapOut: 0,
        majorFaults: Math.floor(of(counter.faults) / 200),
        minorFaults: of(counter.faults),
      },
    };
  }

  /** Lets something happen; false where it cannot happen to that VM now. */
  private apply(event: LifeEvent): boolean {
    const { index } = event;
    switch (event.kind) {
      case 'start':
      case 'arrive':
        if (this.runs(index)) return false;
        this.presence[index] = 'running';
        return true;
      case 'stop':
      case 'leave':
        if (!this.runs(index)) return false;
        this.presence[index] = event.kind === 'stop' ? 'off' : 'away';
        this.hung.delete(index);
        this.reset(index);
        return true;
      case 'restart':
        if (this.runs(index)) this.reset(index);
        return this.runs(index);
      case 'rename':
        this.renames[index] = (this.renames[index] ?? 0) + 1;
        return this.presence[index] !== 'away';
      case 'hang':
        if (this.runs(index)) this.hung.add(index);
        return this.runs(index);
      case 'wake':
        return this.hung.delete(index);
      case 'misbehave':
        if (this.runs(index)) this.incidents.set(index, event.incident);
        return this.runs(index);
      case 'behave':
        return this.incidents.delete(index);
    }
  }

  /** Its counters start again. */
  private reset(index: number): void {
    this.counters.fill(0, index * WIDTH, (index + 1) * WIDTH);
    this.incidents.delete(index);
  }

  /** Draws what each VM does in the second that begins. */
  private drawRates(): void {
    const { seed, speed } = this.plan;
    const minute = ((this.start / SECOND / 60) % 1440) + (this.step * speed) / 60;
    const curve = createCurve(minute);
    for (const machine of this.machines) {
      const { index, profile, size } = machine;
      const row = index * WIDTH;
      if (!this.runs(index) || this.hung.has(index)) {
        this.rates.fill(0, row, row + WIDTH);
        continue;
      }
      const bits = hash(seed, index, this.step + 1000);
      const restless = 0.85 * (this.restless[index] ?? 0) + 0.15 * ((bits & 0xffff) / 0x8000 - 1);
      this.restless[index] = restless;
      const busy = curve(profile.rhythm, machine.shift);
      let load = Math.max(
        0.001,
        (profile.quiet + profile.busy * busy + profile.noise * restless * (0.3 + busy)) * size,
      );
      const incident = this.incidents.get(index);
      // Traffic follows work, with jitter of its own.
      const traffic = load * (0.6 + ((bits >>> 16) & 0xff) / 320);
      if (incident === 'mining') load = 0.97;
      load = Math.min(load, 0.99);
      this.load[index] = load;
      const { rates } = this;
      rates[row + counter.cpu] = load * profile.vcpus * 1e9;
      rates[row + counter.wait] = load * 2e6;
      rates[row + counter.delay] = load * load * 4e7;
      rates[row + counter.rx] = profile.received * traffic;
      rates[row + counter.rxPackets] = (profile.received * traffic) / PACKET;
      rates[row + counter.tx] = profile.sent * traffic + (incident === 'upload' ? 4e6 : 0);
      rates[row + counter.txPackets] = (rates[row + counter.tx] ?? 0) / PACKET + (incident === 'scan' ? 60 : 0);
      rates[row + counter.read] = profile.read * traffic;
      rates[row + counter.reads] = (profile.read * traffic) / 16_384;
      rates[row + counter.written] = profile.written * traffic;
      rates[row + counter.writes] = (profile.written * traffic) / 16_384;
      rates[row + counter.faults] = load * 900;
    }
  }
}

/** How busy each rhythm is at one moment, worked out once for each shift of five minutes. */
function createCurve(minute: number): (rhythm: Rhythm, shift: number) => number {
  const known = new Map<string, number>();
  return (rhythm, shift) => {
    const step = Math.round(shift / 5);
    const key = `${rhythm}${step}`;
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = busyAt(rhythm, minute + step * 5)));
    return value;
  };
}
