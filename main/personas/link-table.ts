import { kindOfAddress } from './address.ts';

const MAX_MACS = 16_384;
const MAX_ADDRESSES = 64;
const MAX_ON_LINK = 65_536;
/** More addresses than one machine gives itself. */
const MAX_ALIASES = 16;

interface Speaking {
  first: number;
  last: number;
  /** The MAC was seen sending for it; else it is only where packets for it were sent to, which may be a router. */
  sent: boolean;
}

interface Station {
  addresses: Map<string, Speaking>;
  /** More addresses than are kept: nobody but a router speaks for so many. */
  crowded: boolean;
  router: boolean | null;
}

function isStationMac(mac: string): boolean {
  if (mac === '' || mac === '00:00:00:00:00:00') return false;
  // The lowest bit of the first byte marks multicast and broadcast.
  return (Number.parseInt(mac.slice(1, 2), 16) & 1) === 0;
}

/**
 * Which MAC speaks for which addresses. A MAC that speaks for several addresses at the same time is a router (what
 * lies behind it is not on this link); addresses that one MAC used one after the other are one machine that moved.
 */
export class LinkTable {
  readonly #stations = new Map<string, Station>();
  readonly #macsOf = new Map<string, Set<string>>();
  readonly #onLink = new Set<string>();

  /**
   * Frames between the two times (microseconds) carried this address with this MAC.
   * @param sent as the sender's; else the MAC is where answers were asked of
   */
  observeSpeaker(mac: string, address: string, first: number, last: number, sent: boolean): void {
    if (!isStationMac(mac)) return;
    let station = this.#stations.get(mac);
    if (station === undefined) {
      if (this.#stations.size >= MAX_MACS) return;
      station = { addresses: new Map(), crowded: false, router: null };
      this.#stations.set(mac, station);
    }
    const speaking = station.addresses.get(address);
    if (speaking !== undefined) {
      speaking.sent ||= sent;
      if (first < speaking.first || last > speaking.last) {
        speaking.first = Math.min(speaking.first, first);
        speaking.last = Math.max(speaking.last, last);
        station.router = null;
      }
      return;
    }
    const kind = kindOfAddress(address);
    if (kind === 'group' || kind === 'other') return;
    station.router = null;
    if (station.addresses.size >= MAX_ADDRESSES) {
      station.crowded = true;
      return;
    }
    station.addresses.set(address, { first, last, sent });
    const macs = this.#macsOf.get(address);
    if (macs === undefined) this.#macsOf.set(address, new Set([mac]));
    else if (macs.size < 8) macs.add(mac);
  }

  /** Proof that the address is on this link: it spoke ARP, neighbour discovery, or to a link-local group. */
  observeOnLink(address: string): void {
    const kind = kindOfAddress(address);
    if (kind !== 'group' && kind !== 'other' && this.#onLink.size < MAX_ON_LINK) this.#onLink.add(address);
  }

  isOnLink(address: string): boolean {
    return this.#onLink.has(address);
  }

  /** Whether the MAC speaks for others. */
  isRouter(mac: string): boolean {
    const station = this.#stations.get(mac);
    if (station === undefined) return false;
    station.router ??= station.crowded || this.#speaksForOthers(station);
    return station.router;
  }

  /** True where every MAC that spoke for the address is a router's and nothing proves it on the link. */
  isBehindRouter(address: string): boolean {
    if (this.#onLink.has(address)) return false;
    const macs = this.#macsOf.get(address);
    if (macs === undefined) return false;
    for (const mac of macs) if (!this.isRouter(mac)) return false;
    return true;
  }

  /** MACs that are the address's own. */
  macsOf(address: string): string[] {
    const macs = this.#macsOf.get(address);
    const proven = this.#onLink.has(address);
    return macs === undefined ? [] : [...macs].filter((mac) => proven || !this.isRouter(mac)).sort();
  }

  /** As {@link macsOf}, in the order in which they first spoke for it. */
  speakersOf(address: string): string[] {
    const began = (mac: string): number => this.#stations.get(mac)?.addresses.get(address)?.first ?? 0;
    return this.macsOf(address).sort((a, b) => began(a) - began(b));
  }

  /** Whether a router answers to this address itself (it spoke ARP from a router's MAC). */
  isRouterAddress(address: string): boolean {
    if (!this.#onLink.has(address)) return false;
    for (const mac of this.#macsOf.get(address) ?? []) if (this.isRouter(mac)) return true;
    return false;
  }

  /** Other addresses of the same machine, by a MAC that is no router's. */
  siblings(address: string): string[] {
    const found = new Set<string>();
    for (const mac of this.macsOf(address)) {
      const station = this.#stations.get(mac);
      if (station === undefined || this.isRouter(mac) || station.addresses.get(address)?.sent !== true) continue;
      for (const [other, { sent }] of station.addresses) if (other !== address && sent) found.add(other);
    }
    return [...found].sort();
  }

  #speaksForOthers(station: Station): boolean {
    const ipv4: (Speaking & { proven: boolean })[] = [];
    let networks = 0;
    let remote = 0;
    const seen = new Set<string>();
    for (const [address, speaking] of station.addresses) {
      const kind = kindOfAddress(address);
      if (address.includes(':')) {
        // A host has a few addresses in one or two prefixes; a router carries many prefixes.
        if (kind === 'public' && !this.#onLink.has(address)) {
          const prefix = address.split(':', 4).join(':');
          if (!seen.has(prefix)) {
            seen.add(prefix);
            networks++;
          }
        }
      } else if (kind !== 'link-local' && kind !== 'loopback') {
        const proven = this.#onLink.has(address);
        ipv4.push({ ...speaking, proven });
        if (kind === 'public' && !proven) remote++;
      }
    }
    // Two public addresses, or a public beside a private one, are what lies behind a router.
    if (networks > 2 || remote > 1 || (remote === 1 && ipv4.length > 1)) return true;
    ipv4.sort((a, b) => a.first - b.first || a.last - b.last);
    for (let index = 1; index < ipv4.length; index++) {
      const earlier = ipv4[index - 1];
      const later = ipv4[index];
      if (earlier === undefined || later === undefined || later.first > earlier.last) continue;
      // Several addresses that are all proven here are aliases of one machine, up to a number.
      if (!earlier.proven || !later.proven || ipv4.length > MAX_ALIASES) return true;
    }
    return false;
  }
}
