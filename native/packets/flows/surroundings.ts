import type { Packet } from '../decode/packet.ts';
import { TUNNEL } from '../decode/packet.ts';

/** VLAN tags and tunnels around a packet. */
export interface Surrounding {
  /** Outer to inner. */
  vlans: number[];
  /** Outer to inner, joined by `+`. */
  tunnel: string;
}

const TUNNEL_NAMES: Record<number, string> = {
  [TUNNEL.vxlan]: 'vxlan',
  [TUNNEL.geneve]: 'geneve',
  [TUNNEL.gre]: 'gre',
  [TUNNEL.erspan]: 'erspan',
  [TUNNEL.ip4in4]: 'ip-in-ip',
  [TUNNEL.ip6in4]: '6in4',
  [TUNNEL.ip4in6]: '4in6',
  [TUNNEL.ip6in6]: '6in6',
  [TUNNEL.teredo]: 'teredo',
  [TUNNEL.gtp]: 'gtp',
  [TUNNEL.mpls]: 'mpls',
  [TUNNEL.pppoe]: 'pppoe',
};

const MOST = 16_384;

/**
 * Numbers the surroundings of packets, so that a flow carries one word instead of lists. 0 is none at all.
 * A capture with more different ones than it keeps puts the rest together under the last number.
 */
export class Surroundings {
  readonly #list: Surrounding[] = [{ vlans: [], tunnel: '' }];
  readonly #numbers = new Map<string, number>();
  readonly #singleVlans = new Int32Array(4096).fill(-1);

  /** @returns the number of the packet's surroundings */
  numberOf(packet: Packet): number {
    if (packet.tunnelCount === 0) {
      if (packet.vlanCount === 0) return 0;
      if (packet.vlanCount === 1) {
        const vlan = packet.vlans[0]!;
        if (this.#singleVlans[vlan] === -1) this.#singleVlans[vlan] = this.#number(packet);
        return this.#singleVlans[vlan]!;
      }
    }
    return this.#number(packet);
  }

  /** @returns the surroundings of a number `numberOf` gave */
  get(number: number): Surrounding {
    return this.#list[number] ?? this.#list[0]!;
  }

  #number(packet: Packet): number {
    let key = '';
    for (let index = 0; index < packet.vlanCount; index++) key += `${packet.vlans[index]},`;
    for (let index = 0; index < packet.tunnelCount; index++) key += `/${packet.tunnels[index]}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#list.length >= MOST) return MOST - 1;
    const number = this.#list.length;
    this.#list.push({
      vlans: Array.from(packet.vlans.subarray(0, packet.vlanCount)),
      tunnel: Array.from(packet.tunnels.subarray(0, packet.tunnelCount), nameTunnel).join('+'),
    });
    this.#numbers.set(key, number);
    return number;
  }
}

function nameTunnel(word: number): string {
  const kind = word >> 24;
  const name = TUNNEL_NAMES[kind] ?? 'tunnel';
  const isNumbered = kind === TUNNEL.vxlan || kind === TUNNEL.geneve;
  return isNumbered ? `${name}:${word & 0xffffff}` : name;
}
