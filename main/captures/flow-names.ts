import type { L7Record } from '../telemetry/flow.ts';
import { nameOfRecord, weightOfName } from '../telemetry/name-of-record.ts';

/** Open flows whose names are held at most; beyond, the oldest lose theirs (records keep them). */
const maxOpen = 200_000;

/** Remembers the most telling name of each open flow until the flow is told for good. */
export class FlowNames {
  private readonly names = new Map<number, { name: string; weight: number }>();

  /** Takes a record into account. */
  add(record: L7Record): void {
    const weight = weightOfName(record);
    const known = this.names.get(record.flow);
    if (known && known.weight >= weight) return;
    const name = nameOfRecord(record);
    if (!name) return;
    this.names.set(record.flow, { name: name.slice(0, 300), weight });
    if (this.names.size > maxOpen) {
      const oldest = this.names.keys().next().value;
      if (oldest !== undefined) this.names.delete(oldest);
    }
  }

  /**
   * The name of a flow that is told; one told for good is forgotten.
   * @returns '' when no record named the flow
   */
  take(flow: number, final: boolean): string {
    const known = this.names.get(flow);
    if (known === undefined) return '';
    if (final) this.names.delete(flow);
    return known.name;
  }
}
