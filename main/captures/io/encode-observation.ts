import { ByteWriter } from '../../../native/packets/wire/byte-writer.ts';
import { writeFlow } from '../../../native/packets/wire/flow-codec.ts';
import { writeRecord } from '../../../native/packets/wire/record-codec.ts';
import type { Flow, L7Record } from '../../telemetry/flow.ts';

const writer = new ByteWriter();

function written(write: () => void): Uint8Array {
  writer.at = 0;
  writer.begin();
  write();
  return writer.bytes.subarray(0, writer.at);
}

/** A flow as the bytes a session keeps, for flows that no parsing child told. Valid until the next call. */
export function encodeFlow(flow: Flow): Uint8Array {
  return written(() => writeFlow(writer, flow));
}

/** A record as the bytes a session keeps. Valid until the next call. */
export function encodeRecord(record: L7Record): Uint8Array {
  return written(() => writeRecord(writer, record));
}
