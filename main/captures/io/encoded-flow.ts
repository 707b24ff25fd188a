import { decodeFlow } from '../../../native/packets/wire/flow-codec.ts';
import { FlowFront } from '../../../native/packets/wire/flow-front.ts';
import type { Flow } from '../../telemetry/flow.ts';
import type { ToldFlow } from '../told.ts';

/** A flow in its encoded form, checked but not decoded until its `flow` is asked for. */
export class EncodedFlow extends FlowFront implements ToldFlow {
  readonly kind = 'flow';
  readonly final: boolean;
  readonly name: string;
  readonly #body: Buffer;
  #flow: Flow | null = null;

  /** @throws WireError on bytes that are no flow */
  constructor(body: Buffer, final: boolean, name: string) {
    super(body);
    this.final = final;
    this.name = name;
    this.#body = body;
  }

  get flow(): Flow {
    this.#flow ??= decodeFlow(this.#body);
    return this.#flow;
  }
}
