import type { LinkTable } from '../personas/link-table.ts';
import type { Flow } from '../telemetry/flow.ts';

const BROADCAST = 'ff:ff:ff:ff:ff:ff';

/** Notes which MAC speaks for which address, and who is on the link, from a flow. */
export function noteLink(flow: Flow, links: LinkTable): void {
  if (flow.out.packets > 0) links.observeSpeaker(flow.srcMac, flow.src, flow.start, flow.end, true);
  if (flow.in.packets > 0) links.observeSpeaker(flow.dstMac, flow.dst, flow.start, flow.end, false);
  // Link-local groups and broadcasts do not cross a router.
  if (
    flow.srcMac !== '' &&
    (flow.dstMac === BROADCAST || flow.dst.startsWith('224.0.0.') || flow.dst.startsWith('ff02:'))
  )
    links.observeOnLink(flow.src);
}
