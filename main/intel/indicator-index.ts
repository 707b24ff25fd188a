import ipaddr from 'ipaddr.js';
import { parseIpv4 } from '../../shared/parse-ipv4.ts';
import { type Indicator, indicatorKinds, type Match, type MatchKind } from './indicator.ts';
import type { IndicatorPack } from './indicator-pack.ts';
import { hostOfUrl, normaliseUrl } from './normalise-url.ts';
import { NumberTable } from './number-table.ts';
import { TextTable } from './text-table.ts';

const KIND = Object.fromEntries(indicatorKinds.map((kind, number) => [kind, number])) as Record<
  Indicator['kind'],
  number
>;
/** Entries that are put in between two breaths. */
const BREATH = 20_000;
/** Most matches of one look-up: a name that hundreds of feeds list is told of by these. */
const MOST_MATCHES = 256;

/** Secret numbers that a process draws once, so that nobody can choose indicators that collide. */
export type HashSeed = readonly [number, number];

const decoder = new TextDecoder();

/**
 * All indicators of all feeds, to be asked while traffic passes. Never changed: a new one is built beside it and takes its
 * place. About fifty bytes an indicator.
 */
export class IndicatorIndex {
  readonly length: number;
  readonly #bytes: Uint8Array;
  readonly #from: Uint32Array;
  readonly #to: Uint32Array;
  readonly #kinds: Uint8Array;
  readonly #confidences: Uint8Array;
  readonly #ports: Uint16Array;
  readonly #days: Uint16Array;
  readonly #feeds: Uint16Array;
  readonly #labelled: Uint16Array;
  readonly #labels: readonly (readonly string[])[];
  /** The next entry with the same key + 1, 0 at the end. */
  readonly #next: Uint32Array;
  readonly #addresses: NumberTable;
  /** Subnets by number of bits, and which of the 65,536 /16 blocks any of them touches. */
  readonly #subnets = new Map<number, NumberTable>();
  readonly #blocks = new Uint8Array(8192);
  /** IPv6 addresses (128 bits) and subnets, as `bits/hex` of the network. */
  readonly #long = new Map<string, number>();
  readonly #longBits = new Set<number>();
  readonly #domains: TextTable;
  readonly #texts: TextTable;
  /** Hosts of listed URLs, by name or address. */
  readonly #hosts = new Map<string, number>();
  /** The next URL of the same host + 1. */
  readonly #nextHost = new Map<number, number>();

  private constructor(packs: readonly IndicatorPack[], seed: HashSeed) {
    const length = packs.reduce((sum, pack) => sum + pack.length, 0);
    this.length = length;
    this.#bytes = new Uint8Array(packs.reduce((sum, pack) => sum + pack.bytes.length, 0));
    this.#from = new Uint32Array(length + 1);
    // One array serves as both ends: values stand one after another.
    this.#to = this.#from.subarray(1);
    this.#kinds = new Uint8Array(length);
    this.#confidences = new Uint8Array(length);
    this.#ports = new Uint16Array(length);
    this.#days = new Uint16Array(length);
    this.#feeds = new Uint16Array(length);
    this.#labelled = new Uint16Array(length);
    this.#next = new Uint32Array(length);
    this.#labels = packs.map(({ labels }) => labels);
    let entry = 0;
    let byte = 0;
    const count = new Map<number, number>();
    for (const [feed, pack] of packs.entries()) {
      this.#bytes.set(pack.bytes, byte);
      this.#kinds.set(pack.kinds, entry);
      this.#confidences.set(pack.confidences, entry);
      this.#ports.set(pack.ports, entry);
      this.#days.set(pack.days, entry);
      this.#labelled.set(pack.labelled, entry);
      this.#feeds.fill(feed, entry, entry + pack.length);
      for (let at = 0; at < pack.length; at++) {
        this.#from[entry + at + 1] = byte + (pack.offsets[at + 1] ?? 0);
        const kind = pack.kinds[at] ?? 0;
        count.set(kind, (count.get(kind) ?? 0) + 1);
      }
      entry += pack.length;
      byte += pack.bytes.length;
    }
    const many = (...kinds: Indicator['kind'][]): number =>
      kinds.reduce((sum, kind) => sum + (count.get(KIND[kind]) ?? 0), 0);
    const keys = { bytes: this.#bytes, from: this.#from, to: this.#to };
    this.#addresses = new NumberTable(many('ip', 'endpoint'), seed[0]);
    this.#domains = new TextTable(many('domain'), keys, seed);
    this.#texts = new TextTable(many('url', 'ja3', 'ja4', 'hash'), keys, seed);
  }

  /**
   * Builds an index beside whatever serves now.
   * @param packs one a feed; their numbers are the feeds' in what is matched
   * @param breathe awaited now and then, so that look-ups go on meanwhile
   */
  static async build(
    packs: readonly IndicatorPack[],
    seed: HashSeed,
    breathe: () => Promise<void>,
  ): Promise<IndicatorIndex> {
    const index = new IndicatorIndex(packs, seed);
    for (let entry = 0; entry < index.length; entry++) {
      index.#put(entry, seed);
      if (entry % BREATH === BREATH - 1) await breathe();
    }
    return index;
  }

  /** Whether an IPv4 address (as a number) is listed by itself, with any port: the quick question of a flow. */
  hasIpv4(address: number): boolean {
    return this.#addresses.find(address) >= 0;
  }

  /** Whether a name (in lower case, without a dot at its end) or a parent of it is listed: the quick question of a query. */
  hasDomain(name: string): boolean {
    return this.#domains.hasSuffix(name);
  }

  /** What lists an address that was spoken to at a port (0: at none). */
  findAddress(address: string, port: number): Match[] {
    const matches: Match[] = [];
    const number = parseIpv4(address);
    if (number >= 0) {
      this.#chain(this.#addresses.find(number), matches, (entry) => this.#kindOfAddress(entry, port));
      if (((this.#blocks[number >>> 19] ?? 0) >> ((number >>> 16) & 7)) & 1) {
        for (const [bits, table] of this.#subnets) {
          this.#chain(table.find(maskOf(number, bits)), matches, () => 'subnet');
        }
      }
    } else if (this.#longBits.size > 0 && address.includes(':')) {
      const bytes = toLongBytes(address);
      if (bytes === null) return matches;
      for (const bits of this.#longBits) {
        const head = this.#long.get(keyOfLong(bytes, bits));
        if (head === undefined) continue;
        this.#chain(head, matches, (entry) =>
          this.#kinds[entry] === KIND.subnet ? 'subnet' : this.#kindOfAddress(entry, port),
        );
      }
    }
    this.#hostChain(address, matches);
    return matches;
  }

  /** What lists a name or one of its parents, or a URL on it. */
  findDomain(name: string): Match[] {
    const matches: Match[] = [];
    const bare = name.endsWith('.') ? name.slice(0, -1) : name;
    this.#domains.findSuffixes(bare, (head, start) =>
      this.#chain(head, matches, () => (start === 0 ? 'domain' : 'parent-domain')),
    );
    // A full match tells most: it stands first.
    if (matches.length > 1) matches.sort((left, right) => rank(left) - rank(right));
    if (this.#hosts.size > 0) this.#hostChain(bare.toLowerCase(), matches);
    return matches;
  }

  /** What lists a URL as it was asked for. */
  findUrl(url: string): Match[] {
    const normal = normaliseUrl(url);
    return normal === null ? [] : this.#text(normal, 'url');
  }

  /** What lists a fingerprint or a digest, in hex of either case. */
  findDigest(kind: 'ja3' | 'ja4' | 'hash', digest: string): Match[] {
    return this.#text(digest, kind);
  }

  /** Entry as an indicator. @param entry 0 to length − 1 */
  indicator(entry: number): Indicator {
    return {
      kind: indicatorKinds[this.#kinds[entry] ?? 0] ?? 'ip',
      value: this.#value(entry),
      port: this.#ports[entry] ?? 0,
      confidence: (this.#confidences[entry] ?? 0) / 100,
      label: this.#labels[this.#feeds[entry] ?? 0]?.[this.#labelled[entry] ?? 0] ?? '',
      day: this.#days[entry] ?? 0,
    };
  }

  #value(entry: number): string {
    return decoder.decode(this.#bytes.subarray(this.#from[entry], this.#to[entry]));
  }

  #put(entry: number, seed: HashSeed): void {
    const kind = this.#kinds[entry] ?? 0;
    if (kind === KIND.domain) this.#link(entry, this.#domains.put(entry));
    else if (kind === KIND.ip || kind === KIND.endpoint || kind === KIND.subnet) this.#putAddress(entry, seed);
    else {
      this.#link(entry, this.#texts.put(entry));
      if (kind === KIND.url) this.#putHost(entry);
    }
  }

  #putAddress(entry: number, seed: HashSeed): void {
    const value = this.#value(entry);
    const slash = value.indexOf('/');
    const address = slash < 0 ? value : value.slice(0, slash);
    const number = parseIpv4(address);
    if (number < 0) {
      const bytes = toLongBytes(address);
      if (bytes === null) return;
      const bits = slash < 0 ? 128 : Number(value.slice(slash + 1));
      const key = keyOfLong(bytes, bits);
      const known = this.#long.get(key);
      this.#longBits.add(bits);
      if (known === undefined) this.#long.set(key, entry);
      this.#link(entry, known ?? -1);
    } else if (slash < 0) this.#link(entry, this.#addresses.put(number, entry));
    else {
      const bits = Number(value.slice(slash + 1));
      let table = this.#subnets.get(bits);
      if (table === undefined) {
        table = new NumberTable(this.#countSubnets(bits), seed[1]);
        this.#subnets.set(bits, table);
      }
      this.#link(entry, table.put(maskOf(number, bits), entry));
      const first = maskOf(number, bits) >>> 16;
      const last = bits >= 16 ? first : first + 2 ** (16 - bits) - 1;
      for (let block = first; block <= last; block++) {
        this.#blocks[block >> 3] = (this.#blocks[block >> 3] ?? 0) | (1 << (block & 7));
      }
    }
  }

  /** How many subnets have so many bits, by the end of their values: `/24`. */
  #countSubnets(bits: number): number {
    const tail = `/${bits}`;
    let count = 0;
    for (let entry = 0; entry < this.length; entry++) {
      if (this.#kinds[entry] !== KIND.subnet) continue;
      const end = this.#to[entry] ?? 0;
      let same = true;
      for (let at = 1; same && at <= tail.length; at++)
        same = this.#bytes[end - at] === tail.charCodeAt(tail.length - at);
      if (same) count++;
    }
    return count;
  }

  #putHost(entry: number): void {
    const host = hostOfUrl(this.#value(entry));
    if (host === '') return;
    const known = this.#hosts.get(host);
    if (known !== undefined) this.#nextHost.set(entry, known);
    this.#hosts.set(host, entry);
  }

  /** Hangs an entry behind the first of its key. */
  #link(entry: number, head: number): void {
    if (head < 0 || head === entry) return;
    this.#next[entry] = this.#next[head] ?? 0;
    this.#next[head] = entry + 1;
  }

  #text(key: string, kind: 'url' | 'ja3' | 'ja4' | 'hash'): Match[] {
    const matches: Match[] = [];
    this.#chain(this.#texts.find(key), matches, (entry) => (this.#kinds[entry] === KIND[kind] ? kind : null));
    return matches;
  }

  #kindOfAddress(entry: number, port: number): MatchKind {
    if (this.#kinds[entry] === KIND.ip) return 'ip';
    return this.#ports[entry] === port ? 'ip:port' : 'ip-listed-with-other-port';
  }

  #chain(head: number, matches: Match[], kindOf: (entry: number) => MatchKind | null): void {
    for (let entry = head; entry >= 0 && matches.length < MOST_MATCHES; entry = (this.#next[entry] ?? 0) - 1) {
      const matchKind = kindOf(entry);
      if (matchKind !== null)
        matches.push({ matchKind, feed: this.#feeds[entry] ?? 0, indicator: this.indicator(entry) });
    }
  }

  #hostChain(host: string, matches: Match[]): void {
    let entry = this.#hosts.get(host);
    while (entry !== undefined && matches.length < MOST_MATCHES) {
      const feed = this.#feeds[entry] ?? 0;
      matches.push({ matchKind: 'host-of-listed-URL', feed, indicator: this.indicator(entry) });
      entry = this.#nextHost.get(entry);
    }
  }
}

function rank({ matchKind }: Match): number {
  return matchKind === 'domain' ? 0 : 1;
}

function maskOf(address: number, bits: number): number {
  return bits === 0 ? 0 : (address & (0xffffffff << (32 - bits))) >>> 0;
}

function toLongBytes(text: string): number[] | null {
  return ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text).toByteArray() : null;
}

function keyOfLong(bytes: readonly number[], bits: number): string {
  let key = `${bits}/`;
  for (let at = 0; at * 8 < bits; at++) {
    const left = bits - at * 8;
    const byte = (bytes[at] ?? 0) & (left >= 8 ? 255 : (0xff00 >> left) & 255);
    key += String.fromCharCode(byte);
  }
  return key;
}
