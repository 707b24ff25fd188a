import type { RuleVerdict } from '../host-rules.ts';
import { shortHash } from '../compile/short-hash.ts';
import type { PeerSets } from './peer-sets.ts';
import { meetMatches, type RuleMatch } from './rule-match.ts';

/** A rule before it is told from where it came for one VM: `sources` are indexes of what made it. */
export interface EffectiveRule extends RuleMatch {
  id: string;
  verdict: RuleVerdict;
  sources: readonly number[];
}

/** More rules than these of a tie are not worked out exactly. */
const MOST = 4000;

function isDenial({ type }: RuleVerdict): boolean {
  return type === 'drop' || type === 'reject';
}

/**
 * Brings the rules of two policies of equal rank together, so that what either denies is denied and what either lets through is let through
 * otherwise. Each list is first-match by itself; before a rule of the first that lets through stands what the second says of the same connections.
 */
export function joinTie(
  one: readonly EffectiveRule[],
  other: readonly EffectiveRule[],
  sets: PeerSets,
): EffectiveRule[] {
  const joined: EffectiveRule[] = [];
  for (const rule of one) {
    if (rule.verdict.type === 'accept' || rule.verdict.type === 'redirect') {
      for (const said of saidOf(rule, other, sets)) joined.push(said);
    }
    joined.push(rule);
    // Beyond this no rule is missed, but denials go first, whatever stood before them: too strict rather than too loose.
    if (joined.length > MOST)
      return [...one, ...other].toSorted((a, b) => Number(isDenial(b.verdict)) - Number(isDenial(a.verdict)));
  }
  return [...joined, ...other];
}

/** What the second list says about connections that a rule of the first lets through, as far as it may deny or hold back any of them. */
function saidOf(rule: EffectiveRule, other: readonly EffectiveRule[], sets: PeerSets): EffectiveRule[] {
  const said: EffectiveRule[] = [];
  let needed = 0;
  for (const theirs of other) {
    const match = meetMatches(rule, theirs, sets);
    if (match === null) continue;
    const lets = theirs.verdict.type === 'accept' || theirs.verdict.type === 'redirect';
    said.push({
      ...match,
      id: `j${shortHash(`${rule.id}&${theirs.id}`)}`,
      // Where both let through, the first says how.
      verdict: lets ? rule.verdict : theirs.verdict,
      sources: lets ? [...new Set([...rule.sources, ...theirs.sources])] : theirs.sources,
    });
    if (!lets) needed = said.length;
  }
  return said.slice(0, needed);
}

/**
 * Limits of equal rank on the same connections become one: their mean, weighted by the probabilities of the personas they came by.
 * @param weightOf weight of a source
 */
export function averageLimits(
  lists: readonly (readonly EffectiveRule[])[],
  weightOf: (source: number) => number,
): EffectiveRule[][] {
  const groups = new Map<string, EffectiveRule[]>();
  for (const rule of lists.flat()) {
    if (rule.verdict.type !== 'limit') continue;
    const key = JSON.stringify([rule.direction, rule.peer, rule.protocols, rule.ports]);
    groups.set(key, [...(groups.get(key) ?? []), rule]);
  }
  const replaced = new Map<EffectiveRule, EffectiveRule | null>();
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined || group.length < 2) continue;
    let sum = 0;
    let weights = 0;
    for (const { verdict, sources } of group) {
      const weight = Math.max(...sources.map(weightOf));
      if (verdict.type === 'limit') sum += verdict.rate * weight;
      weights += weight;
    }
    if (weights === 0) continue;
    const sources = [...new Set(group.flatMap((rule) => rule.sources))];
    for (const rule of group) replaced.set(rule, null);
    replaced.set(first, { ...first, verdict: { type: 'limit', rate: Math.round(sum / weights) }, sources });
  }
  return lists.map((list) =>
    list.flatMap((rule) => {
      const now = replaced.get(rule);
      return now === undefined ? [rule] : now === null ? [] : [now];
    }),
  );
}
