import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeFrame } from '../../packets/decode/decode-frame.ts';
import { Packet } from '../../packets/decode/packet.ts';
import { CaptureReader } from '../../packets/files/capture-reader.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'e2e', 'testbed', 'fixtures');

/** A recording of the testbed. */
export function readFixture(name: string): Buffer {
  return readFileSync(join(folder, name));
}

/** The payloads of the UDP datagrams in a capture, with their times in microseconds. */
export function readDatagrams(capture: Buffer): { time: number; bytes: Buffer }[] {
  const found: { time: number; bytes: Buffer }[] = [];
  const packet = new Packet();
  const reader = new CaptureReader({
    frame: (frame) => {
      decodeFrame(packet, frame);
      if (!packet.found || packet.protocol !== 17) return;
      found.push({ time: frame.time, bytes: Buffer.from(packet.bytes.subarray(packet.payloadAt, packet.payloadEnd)) });
    },
    layout: () => undefined,
    note: () => undefined,
  });
  reader.push(capture);
  reader.end();
  return found;
}
