import { compares } from '../../../shared/policy/measures.ts';
import type { Comparison } from '../../../shared/policy/policy.ts';
import type { Intelligence } from '../../intel/intelligence.ts';

/** Networks that feeds list, with what they come to: worked out once for each set of feeds, and kept for each question. */
export class ListedNetworks {
  readonly #listed: { cidr: string; reputation: number; words: ReadonlySet<string> }[] = [];
  readonly #answers = new Map<string, readonly string[]>();

  constructor(intelligence: Intelligence | null) {
    const labels = new Map<string, ReadonlySet<string>>();
    const wordsOf = (label: string): ReadonlySet<string> => {
      const known = labels.get(label);
      if (known !== undefined) return known;
      const lower = label.toLowerCase();
      const words = new Set([lower, ...lower.split(/[^a-z0-9&-]+/)].filter((word) => word !== ''));
      labels.set(label, words);
      return words;
    };
    const seen = new Set<string>();
    for (const { value, label } of intelligence?.listedNetworks?.() ?? []) {
      const cidr = value.includes('/') ? value : `${value}/${value.includes(':') ? 128 : 32}`;
      if (seen.has(cidr)) continue;
      seen.add(cidr);
      const opinion = intelligence?.ask({ kind: 'address', value: cidr.slice(0, cidr.indexOf('/')), port: 0 });
      if (opinion === null || opinion === undefined || opinion.reputation.unknown) continue;
      const words = new Set([
        ...wordsOf(label),
        ...opinion.listings.flatMap((each) => [...wordsOf(each.indicator.label)]),
      ]);
      this.#listed.push({ cidr, reputation: opinion.reputation.value, words });
    }
  }

  /** The same list as long as the question is the same. */
  reputation(comparison: Comparison): readonly string[] {
    return this.#answer(`${comparison.op}${comparison.value}`, ({ reputation }) => compares(reputation, comparison));
  }

  /** Networks that some feed calls so, as a whole or by one word. */
  category(name: string): readonly string[] {
    const word = name.toLowerCase();
    return this.#answer(`category ${word}`, ({ words }) => words.has(word));
  }

  #answer(
    key: string,
    holds: (listed: { reputation: number; words: ReadonlySet<string> }) => boolean,
  ): readonly string[] {
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = this.#listed.filter(holds).map(({ cidr }) => cidr);
    this.#answers.set(key, answer);
    return answer;
  }
}
