import { Refusal } from '../../shared/rpc/refusal.ts';
import type { FlowPacket } from './flow-packets.ts';

/** Collects packets up to a limit. */
export class PacketFile {
  readonly packets: FlowPacket[] = [];
  private bytes = 0;
  private readonly maxBytes: number;

  /** @param maxBytes of packet bytes held */
  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** @throws {Refusal} `too-large` beyond the limit */
  add(packet: FlowPacket): void {
    this.bytes += packet.capturedLength + 32;
    if (this.bytes > this.maxBytes) {
      throw new Refusal(
        'too-large',
        `These flows hold more than ${Math.round(this.maxBytes / 2 ** 20)} MiB of packets. Narrow the filter, or use: mien flows FILE --filter … --pcapng OUT`,
      );
    }
    this.packets.push(packet);
  }
}
