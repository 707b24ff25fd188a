import type { FlowSelection } from '../store/flow-selection.ts';
import { listFlowPackets } from './flow-packets.ts';
import { writePcapng } from './io/write-pcapng.ts';
import { PacketFile } from './packet-file.ts';
import type { Session } from './session.ts';

/** Packets asked of the parsing child at a time. */
const chunk = 500;

/**
 * The packets of some flows as one pcapng, in the order of their files.
 * @param maxBytes stops (throws) when the result would be larger
 */
export async function exportFlows(
  session: Session,
  selection: FlowSelection,
  maxBytes: number,
): Promise<{ name: string; packets: number; flows: number; bytes: Uint8Array }> {
  const output = new PacketFile(maxBytes);
  let flows = 0;
  // The ids are taken first: the walk must not be open while the child is waited for.
  const ids = [...session.store.eachFlow(selection)].map((flow) => flow.id);
  for (const id of ids) {
    const found = session.store.getFlow(id);
    if (!found) continue;
    const flow = session.codec.flow(found.detail);
    const before = output.packets.length;
    for (let offset = 0; ; offset += chunk) {
      const packets = await listFlowPackets(session, flow, offset, chunk, false);
      for (const packet of packets) output.add(packet);
      if (packets.length < chunk) break;
    }
    if (output.packets.length > before) flows++;
  }
  const base = session
    .toState()
    .name.replace(/\.[a-z0-9]+$/i, '')
    .replaceAll(/[^\w.-]+/g, '-')
    .slice(0, 80);
  return {
    name: `${base || 'session'}-flows.pcapng`,
    packets: output.packets.length,
    flows,
    bytes: writePcapng(output.packets),
  };
}
