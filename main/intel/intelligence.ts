import type { Indicator, Match, MatchKind } from './indicator.ts';
import { type HashSeed, IndicatorIndex } from './indicator-index.ts';
import type { IndicatorPack } from './indicator-pack.ts';
import { ageFactor, matchStrengths, type Reputation, reputationOf, type Rung } from './reputation.ts';
import type { SigmaRule } from './sigma/sigma-rule.ts';
import type { WarningList } from './warning-list.ts';

/** A feed that is believed, as the matcher needs it. */
export interface BelievedFeed {
  id: string;
  name: string;
  weight: number;
  /** Days after which what it says is worth half. */
  halfLife: number;
  /** Day (since the epoch) that its indicators without a day of their own are of. */
  day: number;
  good: boolean;
  pack: IndicatorPack;
  /** Rules over events that it holds. */
  rules?: readonly SigmaRule[];
}

/** A rule of a feed that is believed. */
export interface BelievedRule {
  rule: SigmaRule;
  feed: string;
  feedName: string;
  weight: number;
}

/** What was seen of a peer, to be asked about. */
export interface Asked {
  kind: 'address' | 'domain' | 'url' | 'ja3' | 'ja4' | 'hash';
  value: string;
  /** Port that was spoken to, 0 for none. */
  port: number;
}

/** One listing of what was asked. */
export interface Listing {
  feed: string;
  feedName: string;
  matchKind: MatchKind;
  indicator: Indicator;
  /** What its share is made of, 0 to 1 each: trust in the feed, fit of the match, what time left. */
  weight: number;
  match: number;
  age: number;
  /** Share that it takes, 0 to 1. */
  share: number;
}

/** What intelligence says of something. */
export interface Opinion {
  reputation: Reputation;
  listings: Listing[];
  /** Warning lists that know it too. */
  warnings: WarningList[];
}

/** What traffic may be asked of intelligence; null is "no feeds". */
export interface Intelligence {
  /** Changes with every set of feeds, so that answers can be kept while it stands. */
  readonly version: number;
  /** Whether anything is listed; the quick question. Null opinions are never told. */
  ask(asked: Asked): Opinion | null;
  /** Rules over events of all feeds. */
  readonly rules?: readonly BelievedRule[];
  /** Addresses and networks that are listed, with what a feed calls them; absent where nobody can tell. */
  listedNetworks?(): Iterable<{ value: string; label: string }>;
}

/** Feeds and warning lists, ready to be asked. Immutable: new feeds make a new one. */
export class FeedIntelligence implements Intelligence {
  readonly version: number;
  readonly rules: readonly BelievedRule[];
  readonly #feeds: readonly BelievedFeed[];
  readonly #lists: readonly WarningList[];
  readonly #index: IndicatorIndex;
  readonly #warnings: IndicatorIndex;
  readonly #today: number;

  private constructor(
    version: number,
    feeds: readonly BelievedFeed[],
    lists: readonly WarningList[],
    indexes: { index: IndicatorIndex; warnings: IndicatorIndex },
    today: number,
  ) {
    this.version = version;
    this.rules = feeds.flatMap(({ id, name, weight, good, rules = [] }) =>
      good ? [] : rules.map((rule) => ({ rule, feed: id, feedName: name, weight })),
    );
    this.#feeds = feeds;
    this.#lists = lists;
    this.#index = indexes.index;
    this.#warnings = indexes.warnings;
    this.#today = today;
  }

  /**
   * @param today day since the epoch that ages are counted to: of the evidence where it is old
   * @param breathe awaited now and then, so that others go on meanwhile
   */
  static async build(
    feeds: readonly BelievedFeed[],
    lists: readonly WarningList[],
    options: { version: number; today: number; seed: HashSeed; breathe: () => Promise<void> },
  ): Promise<FeedIntelligence> {
    const { version, today, seed, breathe } = options;
    const packs = feeds.map(({ pack }) => pack);
    const index = await IndicatorIndex.build(packs, seed, breathe);
    const warnings = await IndicatorIndex.build(
      lists.map(({ pack }) => pack),
      seed,
      breathe,
    );
    return new FeedIntelligence(version, feeds, lists, { index, warnings }, today);
  }

  get indicators(): number {
    return this.#index.length;
  }

  ask(asked: Asked): Opinion | null {
    const matches = find(this.#index, asked);
    if (matches.length === 0) return null;
    const listings = matches.flatMap((match) => this.#listing(match) ?? []);
    const warnings = this.#warningsOf(asked);
    const rungs: Rung[] = listings.map(({ feed, feedName, matchKind, weight, match, age }) => ({
      feed: feedName,
      matchKind,
      weight,
      match,
      age,
      good: this.#feeds.some(({ id, good }) => id === feed && good),
    }));
    const names = warnings.map(({ name }) => name);
    return { reputation: reputationOf(rungs, names), listings, warnings };
  }

  *listedNetworks(): IterableIterator<{ value: string; label: string }> {
    for (let entry = 0; entry < this.#index.length; entry++) {
      const { kind, value, label } = this.#index.indicator(entry);
      if (kind === 'ip' || kind === 'endpoint' || kind === 'subnet') yield { value, label };
    }
  }

  #listing({ feed, matchKind, indicator }: Match): Listing | null {
    const believed = this.#feeds[feed];
    if (believed === undefined) return null;
    const { id, name, weight } = believed;
    const match = matchStrengths[matchKind] * indicator.confidence;
    const age = this.#age(believed, indicator);
    return { feed: id, feedName: name, matchKind, indicator, weight, match, age, share: weight * match * age };
  }

  #age(believed: BelievedFeed, { day }: Indicator): number {
    return ageFactor(this.#today - (day || believed.day), believed.halfLife);
  }

  #warningsOf(asked: Asked): WarningList[] {
    const lists = new Set<WarningList>();
    for (const { feed, matchKind } of find(this.#warnings, asked)) {
      const known = this.#lists[feed];
      if (known !== undefined && !(known.exact && matchKind === 'parent-domain')) lists.add(known);
    }
    return [...lists];
  }
}

function find(index: IndicatorIndex, { kind, value, port }: Asked): Match[] {
  switch (kind) {
    case 'address':
      return index.findAddress(value, port);
    case 'domain':
      return index.findDomain(value);
    case 'url':
      return index.findUrl(value);
    default:
      return index.findDigest(kind, value);
  }
}
