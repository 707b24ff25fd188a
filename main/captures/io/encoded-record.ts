import { decodeRecord, decodeRecordColumns } from '../../../native/packets/wire/record-codec.ts';
import type { L7Record } from '../../telemetry/flow.ts';
import type { ToldRecord } from '../told.ts';

/** A record in its encoded form, checked but not decoded until its `record` is asked for. */
export class EncodedRecord implements ToldRecord {
  readonly kind = 'record';
  readonly flow: number;
  readonly time: number;
  readonly #body: Buffer;
  #record: L7Record | null = null;

  /** @throws WireError on bytes that are no record */
  constructor(body: Buffer) {
    const { flow, time } = decodeRecordColumns(body);
    this.flow = flow;
    this.time = time;
    this.#body = body;
  }

  get record(): L7Record {
    this.#record ??= decodeRecord(this.#body);
    return this.#record;
  }
}
