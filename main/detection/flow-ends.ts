import type { Flow, L7Record } from '../telemetry/flow.ts';
import type { Ends, Side } from './signal.ts';

const MAX_KNOWN = 65_536;
const MAX_WAITING = 262_144;
const MAX_OPEN = 65_536;

/**
 * Brings records together with the ends of their flow, whichever comes first, and holds flows that go on. All of it
 * is bounded: the oldest ends are forgotten, and records that wait for a flow beyond the bound are counted and dropped.
 */
export class FlowEnds {
  /** Two generations: when the younger is full, the elder is forgotten as a whole, which costs nothing. */
  #young = new Map<number, Ends>();
  #old = new Map<number, Ends>();
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
    if (this.of(flow) === undefined) this.#remember(flow);
    const records = this.#waiting.get(flow.id);
    if (records === undefined) return [];
    this.#waiting.delete(flow.id);
    this.#waits -= records.length;
    return records;
  }

  /** Ends of a record's flow, or null: then the record waits, as long as there is room. */
  endsOf(record: L7Record): Ends | null {
    const ends = this.of({ id: record.flow });
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
    return this.#young.get(flow.id) ?? this.#old.get(flow.id);
  }

  /** Flows that go on, by each end that sent something. */
  openByHost(): Map<string, { flow: Flow; side: Side }[]> {
    const byHost = new Map<string, { flow: Flow; side: Side }[]>();
    const add = (address: string, flow: Flow, side: Side): void => {
      const list = byHost.get(address);
      if (list === undefined) byHost.set(address, [{ flow, side }]);
      else list.push({ flow, side });
    };
    for (const flow of this.open.values()) {
      if (flow.out.packets > 0) add(flow.src, flow, 'client');
      if (flow.in.packets > 0 && flow.src !== flow.dst) add(flow.dst, flow, 'server');
    }
    return byHost;
  }

  #remember(flow: Flow): void {
    if (this.#young.size >= MAX_KNOWN) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    const { id, transport, src, sport, dst, dport, start } = flow;
    this.#young.set(id, { id, transport, src, sport, dst, dport, start });
  }
}
