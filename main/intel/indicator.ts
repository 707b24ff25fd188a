/** What an indicator names. `endpoint` is an address with a port. */
export type IndicatorKind = 'ip' | 'subnet' | 'endpoint' | 'domain' | 'url' | 'ja3' | 'ja4' | 'hash';

/** All kinds, in the order by which packs number them: never reorder. */
export const indicatorKinds: readonly IndicatorKind[] = [
  'ip',
  'subnet',
  'endpoint',
  'domain',
  'url',
  'ja3',
  'ja4',
  'hash',
];

/** Something that a feed says is bad, or (on a warning list) ordinary. Text of a feed: bounded, never trusted. */
export interface Indicator {
  kind: IndicatorKind;
  /**
   * Normal form: addresses as RFC 5952 writes them, subnets as `address/bits` with the host's bits 0, domains lower case
   * in A-labels without a dot at the end, URLs as {@link normaliseUrl} makes them, digests in lower-case hex.
   */
  value: string;
  /** Port of an endpoint, else 0. */
  port: number;
  /** How sure the feed is, 0 to 1. */
  confidence: number;
  /** What the feed calls it: a malware family, a campaign, ''. */
  label: string;
  /** Days since the epoch when the feed last saw it, 0 where it does not say. */
  day: number;
}

/** How an observation met an indicator; the first kinds weigh most. */
export type MatchKind =
  | 'ip'
  | 'ip:port'
  | 'domain'
  | 'url'
  | 'ja3'
  | 'ja4'
  | 'hash'
  | 'subnet'
  | 'parent-domain'
  | 'host-of-listed-URL'
  | 'ip-listed-with-other-port';

/** An indicator that was met. */
export interface Match {
  matchKind: MatchKind;
  /** Number of the feed among those that the index was built from. */
  feed: number;
  indicator: Indicator;
}
