import { draw } from './noise.ts';
import type { SimulationPlan } from './parse-simulated-uri.ts';

/** Something that happens to a VM. `hang` and `wake`: its hypervisor does not answer, and does again. */
export type LifeEvent =
  | { kind: 'start' | 'stop' | 'rename' | 'leave' | 'arrive' | 'restart' | 'hang' | 'wake'; index: number }
  | { kind: 'misbehave'; index: number; incident: Incident }
  | { kind: 'behave'; index: number };

/** How a VM misbehaves. */
export type Incident = 'mining' | 'scan' | 'upload';

const incidents: readonly Incident[] = ['mining', 'scan', 'upload'];

/** Mean seconds between two life-cycle events of the whole host at speed 1, for small and large fleets. */
const EVENT_EVERY = 300;
const EVENT_EVERY_OF_ONE = 86_400;
const INCIDENT_EVERY = 600;
/** The first incident comes soon, so that a look at the demo shows one. */
const FIRST_INCIDENT = 90;
const MOST_INCIDENTS = 3;

/** Decides, second by second, what happens to the VMs of a fleet. Told only of VMs that the fleet says are running. */
export class Life {
  private readonly plan: SimulationPlan;
  /** What was begun and must end: step it is due → events. */
  private readonly due = new Map<number, LifeEvent[]>();
  /** VMs that something was decided for and has not ended. */
  private readonly busy = new Set<number>();
  private misbehaving = 0;

  constructor(plan: SimulationPlan) {
    this.plan = plan;
  }

  /** What happens in a second. @param step seconds since the start */
  step(step: number): LifeEvent[] {
    const { seed, vms, speed } = this.plan;
    const events = this.due.get(step) ?? [];
    this.due.delete(step);
    for (const event of events) {
      this.busy.delete(event.index);
      if (event.kind === 'behave') this.misbehaving -= 1;
    }
    const often = Math.min(1, Math.max(1 / EVENT_EVERY, vms / EVENT_EVERY_OF_ONE) * speed);
    if (draw(seed, step, 21) < often) {
      const index = Math.floor(draw(seed, step, 22) * vms);
      if (!this.busy.has(index)) events.push(this.begin(step, index, draw(seed, step, 23), draw(seed, step, 24)));
    }
    const wild = step === FIRST_INCIDENT || draw(seed, step, 25) < Math.min(1, speed / INCIDENT_EVERY);
    if (wild && this.plan.incidents && this.misbehaving < MOST_INCIDENTS) {
      const index = Math.floor(draw(seed, step, 26) * vms);
      const incident = incidents[Math.floor(draw(seed, step, 27) * incidents.length)];
      if (!this.busy.has(index) && incident) {
        events.push({ kind: 'misbehave', index, incident });
        this.misbehaving += 1;
        this.end(step + 180 + Math.floor(draw(seed, step, 28) * 420), { kind: 'behave', index });
      }
    }
    return events;
  }

  private begin(step: number, index: number, what: number, long: number): LifeEvent {
    if (what < 0.35) {
      this.end(step + 20 + Math.floor(long * 600), { kind: 'start', index });
      return { kind: 'stop', index };
    }
    if (what < 0.5) return { kind: 'rename', index };
    if (what < 0.65) {
      this.end(step + 3 + Math.floor(long * 120), { kind: 'arrive', index });
      return { kind: 'leave', index };
    }
    if (what < 0.8) return { kind: 'restart', index };
    this.end(step + 10 + Math.floor(long * 90), { kind: 'wake', index });
    return { kind: 'hang', index };
  }

  private end(step: number, event: LifeEvent): void {
    this.busy.add(event.index);
    const others = this.due.get(step);
    if (others) others.push(event);
    else this.due.set(step, [event]);
  }
}
