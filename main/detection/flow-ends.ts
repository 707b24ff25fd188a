import type { Flow, L7Record } from '../telemetry/flow.ts';
import type { Ends } from './signal.ts';

const MAX_KNOWN = 131_072;
const MAX_WAITING = 65_536;
const MAX_OPEN = 65_536;

/**
 * Brings records together with the ends of their flow, whichever comes first, and holds flows that go on. All of it
 * is bounded: the oldest ends are forgotten, and records that wait for a flow beyond the bound are counted and dropped.
 */
export class FlowEnds {
  readonly #known = new Map<number, Ends>();
  readonly #waiting = new Map<number, L7Record[]>();
  #waits = 0;
  /** Flows that go on, by id, their client as `src`. */
  readonly open = new Map<number, Flow>();
  /** Records that were dropped because their flow was not known. */
  dropped = 0;

  /** Takes a flow, its client as `src`. @returns records that waited for it */
  noteFlow(flow: Flow, final: boolean): L7Record[] {
    if (final) this.open.delete(flow.id);
    else if (this.open.has(flow.id) || this.open.size < MAX_OPEN) this.open.set(flow.id, flow);
    const known = this.#known.get(flow.id);
    if (known === undefined) {
      if (this.#known.size >= MAX_KNOWN) {
        for (const oldest of this.#known.keys()) {
          this.#known.delete(oldest);
          break;
        }
      }
      const { id, transport, src, sport, dst, dport, start } = flow;
      this.#known.set(id, { id, transport, src, sport, dst, dport, start });
    }
    const records = this.#waiting.get(flow.id);
    if (records === undefined) return [];
    this.#waiting.delete(flow.id);
    this.#waits -= records.length;
    return records;
  }

  /** Ends of a record's flow, or null: then the record waits, as long as there is room. */
  endsOf(record: L7Record): Ends | null {
    const ends = this.#known.get(record.flow);
    if (ends !== undefined) return ends;
    if (this.#waits >= MAX_WAITING) {
      this.dropped++;
      return null;
    }
    const records = this.#waiting.get(record.flow);
    if (records === undefined) this.#waiting.set(record.flow, [record]);
    else records.push(record);
    this.#waits++;
    return null;
  }

  /** Ends of a flow that was told. */
  of(flow: Pick<Flow, 'id'>): Ends | undefined {
    return this.#known.get(flow.id);
  }
}
