import type { Indicator } from './indicator.ts';
import type { SigmaRule } from './sigma/sigma-rule.ts';
import type { Vulnerability } from './vulnerability.ts';

/** Takes what a feed says. */
export interface FeedSink {
  /** An indicator in its normal form. */
  indicator(indicator: Indicator): void;
  vulnerability(vulnerability: Vulnerability): void;
  /** A rule over events, as far as it fits. */
  rule(rule: SigmaRule): void;
  /** A row that says nothing that could be used, and why. */
  skip(row: string, why: string): void;
}

/** A form in which feeds come. Reading is pure and bounded by the text; it throws {@link FeedRefused} for what is not of this form. */
export interface FeedFormat {
  id: string;
  title: string;
  /** Whether a text is likely of this form, from its first characters. The first form that says so reads it. */
  suits(head: string): boolean;
  read(text: string, sink: FeedSink): void;
}

/** A text that is not what it should be: the sentence says why. */
export class FeedRefused extends Error {}
