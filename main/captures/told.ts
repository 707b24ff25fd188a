import type { StoredFlow } from '../store/flow-columns.ts';
import type { Flow, L7Record } from '../telemetry/flow.ts';

/**
 * A flow as it was told: an observation whose columns are at hand, while the flow itself may be made of its bytes only
 * when somebody looks at it.
 */
export interface ToldFlow extends Readonly<StoredFlow> {
  readonly kind: 'flow';
  readonly flow: Flow;
}

/** An application record as it was told, made of its bytes only when somebody looks at it. */
export interface ToldRecord {
  readonly kind: 'record';
  readonly record: L7Record;
  /** Flow it belongs to, 0 for none, and its time. */
  readonly flow: number;
  readonly time: number;
}
