import type { HostEvent } from '../telemetry/host-event.ts';
import type { Observation } from '../telemetry/observation.ts';
import type { StoreKeeper } from './store-keeper.ts';
import { toEventColumns } from './to-event-columns.ts';

/** What the intake of events is given. */
export interface EventIntakeParts {
  keeper: StoreKeeper;
  observe: (observation: Observation) => void;
  /** The evidence reaches to this time, microseconds. */
  reach: (time: number) => void;
}

/** Takes events of hosts: into the store, numbered, and as observations to the judge. */
export class EventIntake {
  /** Number of the newest. */
  count = 0;
  readonly #parts: EventIntakeParts;

  constructor(parts: EventIntakeParts) {
    this.#parts = parts;
  }

  take(event: HostEvent): void {
    const id = ++this.count;
    this.#parts.reach(event.time);
    this.#parts.keeper.keep((store) => store.putEvent(toEventColumns(id, event)));
    this.#parts.observe({ kind: 'event', event });
  }
}
