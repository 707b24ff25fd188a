import { kindOfAddress, networkOfAddress, networkTest, siteOfAddress, type NetworkTest } from './address.ts';
import type { LinkTable } from './link-table.ts';

const MAX_PAIRS = 16_384;
const MAX_NETWORKS = 64;
/** What a site counts against a single network that explains as much: far ends seldom all lie in one site by accident. */
const SITE_SHARE = 1.2;

interface Pair {
  source: string;
  target: string;
  flows: number;
}

/**
 * Finds out which addresses are local. What is declared counts alone; else private ranges, hosts proven to be on
 * the link (ARP, neighbour discovery, multicast), and, for flows between two public addresses, the fewest networks
 * that leave every such flow with a local end: the campus network in its own capture, not the thousand servers it asks.
 */
export class LocalNetworks {
  readonly #declared: NetworkTest | null;
  readonly #links: LinkTable;
  readonly #pairs = new Map<string, Pair>();
  #chosen = new Set<string>();
  #dirty = false;
  /** Raised when the conclusions change. */
  version = 0;
  #known = new Map<string, boolean>();

  /** @param declared CIDR texts the analyst named; empty lets the evidence speak */
  constructor(declared: readonly string[], links: LinkTable) {
    this.#declared = declared.length > 0 ? networkTest(declared) : null;
    this.#links = links;
  }

  /** Takes note of who talks to whom; only pairs of public addresses need thought. */
  observe(source: string, target: string): void {
    if (this.#declared !== null || kindOfAddress(source) !== 'public' || kindOfAddress(target) !== 'public') return;
    const key = `${source} ${target}`;
    const pair = this.#pairs.get(key);
    if (pair !== undefined) pair.flows++;
    else if (this.#pairs.size < MAX_PAIRS) {
      this.#pairs.set(key, { source, target, flows: 1 });
      this.#dirty = true;
    }
  }

  /** Draws the conclusions anew where something was learnt since the last call. Call before a run of `isLocal`. */
  settle(): void {
    this.#known = new Map();
    if (!this.#dirty) return;
    this.#dirty = false;
    const chosen = this.#cover();
    if (chosen.size === this.#chosen.size && [...chosen].every((network) => this.#chosen.has(network))) return;
    this.#chosen = chosen;
    this.version++;
  }

  /** Whether the address is a local host's. */
  isLocal(address: string): boolean {
    const known = this.#known.get(address);
    if (known !== undefined) return known;
    const local = this.#judge(address);
    if (this.#known.size > 200_000) this.#known.clear();
    this.#known.set(address, local);
    return local;
  }

  #judge(address: string): boolean {
    const kind = kindOfAddress(address);
    if (kind === 'group' || kind === 'other') return false;
    if (kind === 'loopback') return true;
    if (this.#declared !== null) return this.#declared(address) || (kind === 'link-local' && this.#sharesMac(address));
    if (kind !== 'public') return true;
    if (this.#links.isOnLink(address)) return true;
    if (this.#sharesMac(address) && address.includes(':')) return true;
    return this.#isChosen(address) && !this.#links.isBehindRouter(address);
  }

  #isChosen(address: string): boolean {
    return this.#chosen.has(networkOfAddress(address)) || this.#chosen.has(siteOfAddress(address));
  }

  /** A second address of a machine that is local by another one. */
  #sharesMac(address: string): boolean {
    return this.#links
      .siblings(address)
      .some((other) =>
        this.#declared !== null
          ? this.#declared(other)
          : kindOfAddress(other) !== 'public' || this.#links.isOnLink(other),
      );
  }

  #cover(): Set<string> {
    const chosen = new Set<string>();
    let open = [...this.#pairs.values()].filter(
      ({ source, target }) => !this.#links.isOnLink(source) && !this.#links.isOnLink(target),
    );
    while (open.length > 0 && chosen.size < MAX_NETWORKS) {
      const best = this.#best(open);
      if (best === '') break;
      chosen.add(best);
      const within = (address: string): boolean =>
        networkOfAddress(address) === best || siteOfAddress(address) === best;
      open = open.filter(({ source, target }) => !within(source) && !within(target));
    }
    return chosen;
  }

  /** The network that explains most: many distinct far ends first, then who starts the talking. */
  #best(pairs: Pair[]): string {
    const scores = new Map<string, number>();
    const members = new Map<string, Set<string>>();
    const add = (address: string, other: string, weight: number): void => {
      const network = networkOfAddress(address);
      const site = siteOfAddress(address);
      if (this.#links.isBehindRouter(address)) weight *= 0.01;
      scores.set(network, (scores.get(network) ?? 0) + (networkOfAddress(other) === network ? weight / 2 : weight));
      scores.set(site, (scores.get(site) ?? 0) + (siteOfAddress(other) === site ? weight / 2 : weight) * SITE_SHARE);
      let networks = members.get(site);
      if (networks === undefined) members.set(site, (networks = new Set()));
      if (networks.size < 4) networks.add(network);
    };
    for (const { source, target } of pairs) {
      // A tie of one pair goes to the side that began it.
      add(source, target, 1.1);
      add(target, source, 1);
    }
    let best = '';
    let most = 0;
    for (const [network, score] of scores) {
      // A whole site is only taken where several of its networks are seen.
      if (network === '' || (members.get(network)?.size ?? 3) < 3) continue;
      if (score > most || (score === most && network < best)) {
        best = network;
        most = score;
      }
    }
    return best;
  }
}
