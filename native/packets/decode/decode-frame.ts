import type { Frame } from '../files/frame.ts';
import { decodeArp } from './arp.ts';
import { decodeIpv4 } from './ipv4.ts';
import { decodeIpv6 } from './ipv6.ts';
import { decodeEthernet, decodeMpls, decodePpp, decodePppoe, decodeVlan } from './link-layers.ts';
import { firstLayer } from './link-types.ts';
import type { Packet } from './packet.ts';
import { LAYER } from './packet.ts';
import { decodeWireless } from './wireless.ts';

/** More layers than any honest frame has; a hostile one stops here. */
const MOST_LAYERS = 32;

/**
 * Finds the innermost IP or ARP packet of a frame. Each layer only names the next one, so nesting costs
 * no stack; a tunnel whose inside is neither IP nor ARP leaves the packet around it as the result.
 * @returns false when the link type is unknown; whether a packet was found is in `packet.found`
 */
export function decodeFrame(packet: Packet, frame: Frame): boolean {
  packet.begin(frame);
  let layer = frame.linkType === 1 ? decodeEthernet(packet) : firstLayer(packet, frame.linkType);
  if (layer < 0) return false;
  for (let depth = 0; layer !== LAYER.none && depth < MOST_LAYERS; depth++) {
    layer = decodeLayer(packet, layer);
  }
  return true;
}

function decodeLayer(packet: Packet, layer: number): number {
  switch (layer) {
    case LAYER.ipv4:
      return decodeIpv4(packet);
    case LAYER.ipv6:
      return decodeIpv6(packet);
    case LAYER.arp:
      return decodeArp(packet);
    case 0x8100:
    case 0x88a8:
    case 0x9100:
    case 0x9200:
    case 0x9300:
      return decodeVlan(packet);
    case LAYER.ethernet:
    case LAYER.transparentEthernet:
      return decodeEthernet(packet);
    case LAYER.mpls:
    case LAYER.mplsMulticast:
      return decodeMpls(packet);
    case LAYER.pppoe:
      return decodePppoe(packet);
    case LAYER.ppp:
      return decodePpp(packet);
    case LAYER.ipByVersion:
      return layerOfVersion(packet);
    case LAYER.wireless:
      return decodeWireless(packet);
    default:
      return LAYER.none;
  }
}

function layerOfVersion(packet: Packet): number {
  if (packet.at >= packet.end) return LAYER.none;
  const version = packet.bytes[packet.at]! >> 4;
  if (version === 4) return LAYER.ipv4;
  return version === 6 ? LAYER.ipv6 : LAYER.none;
}
