import { type FeedFormat, FeedRefused } from './feed-format.ts';
import { allFormats } from './formats/all-formats.ts';
import { type IndicatorPack, PackBuilder } from './indicator-pack.ts';
import { refuseIndicator } from './refuse-indicator.ts';
import type { SigmaRule } from './sigma/sigma-rule.ts';
import type { Vulnerability } from './vulnerability.ts';

/** Most of each that one feed may bring. */
const MOST_INDICATORS = 5_000_000;
const MOST_VULNERABILITIES = 500_000;
/** Characters of all its rules, as they are kept. */
const MOST_RULE_TEXT = 32 * 2 ** 20;
const EXAMPLES = 20;
const HEAD = 16_384;

/** What a text turned out to say. */
export interface FeedContent {
  format: string;
  pack: IndicatorPack;
  vulnerabilities: Vulnerability[];
  rules: SigmaRule[];
  /** Rows that could not be used: how many, and the first with their reasons. */
  skipped: { count: number; examples: { row: string; why: string }[] };
  /** Entries that were refused because they would meet what is nobody's outside. */
  refused: { count: number; examples: { row: string; why: string }[] };
}

/**
 * Reads a feed.
 * @param format id of its form, or undefined to find out
 * @throws {FeedRefused} with a sentence for what is no feed: a web page, an unknown format, what is not of its form
 */
export function readFeed(text: string, format?: string): FeedContent {
  const head = text.slice(0, HEAD);
  if (/^\s*(?:<!doctype\s+html|<html|<\?xml|<head|<body)/i.test(head)) {
    throw new FeedRefused('A web page came instead of a feed.');
  }
  const reader = pick(head, format);
  const builder = new PackBuilder();
  const vulnerabilities: Vulnerability[] = [];
  const rules: SigmaRule[] = [];
  let rulesLeft = MOST_RULE_TEXT;
  const skipped = createCounter();
  const refused = createCounter();
  reader.read(text, {
    indicator: (indicator) => {
      const why = builder.length >= MOST_INDICATORS ? 'is beyond the bound' : refuseIndicator(indicator);
      if (why === null) builder.add(indicator);
      else refused.add(indicator.value, why);
    },
    vulnerability: (vulnerability) => {
      if (vulnerabilities.length < MOST_VULNERABILITIES) vulnerabilities.push(vulnerability);
    },
    rule: (rule) => {
      rulesLeft -= JSON.stringify(rule).length;
      if (rulesLeft >= 0) rules.push(rule);
      else skipped.add(rule.title, 'is beyond the bound');
    },
    skip: (row, why) => skipped.add(row, why),
  });
  return {
    format: reader.id,
    pack: builder.finish(),
    vulnerabilities,
    rules,
    skipped: skipped.result,
    refused: refused.result,
  };
}

function pick(head: string, format: string | undefined): FeedFormat {
  const found = allFormats.find((one) => (format === undefined ? one.suits(head) : one.id === format));
  if (found === undefined) throw new FeedRefused(`There is no form “${format ?? ''}”.`);
  return found;
}

function createCounter(): { add(row: string, why: string): void; result: FeedContent['skipped'] } {
  const result: FeedContent['skipped'] = { count: 0, examples: [] };
  return {
    result,
    add: (row, why) => {
      result.count++;
      if (result.examples.length < EXAMPLES) result.examples.push({ row: row.slice(0, 200), why });
    },
  };
}
