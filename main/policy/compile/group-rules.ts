import type { ConcreteRule } from '../host-rules.ts';
import { type Exact, toExact } from './exact-elements.ts';
import { protocolsOf } from './rule-words.ts';
import type { WrittenSet } from './write-sets.ts';

/** Rules that differ in addresses, protocols and ports alone: elements of one map. */
export interface RuleMap {
  kind: 'map';
  type: string;
  members: { rule: ConcreteRule; exact: Exact }[];
}

/** Rules in the order in which they are asked: maps of many, and single ones. */
export type RuleGroup = RuleMap | { kind: 'rule'; rule: ConcreteRule };

/** Groups looked back over for a map to join. */
const FARTHEST = 64;

/**
 * Brings rules together to maps. A rule may stand in a map before rules that were written before it only where no packet of it meets one of these,
 * or where they say the same: what is decided stays as it was.
 */
export function groupRules(
  rules: readonly ConcreteRule[],
  setOf: (rule: ConcreteRule) => WrittenSet | null,
): RuleGroup[] {
  const groups: RuleGroup[] = [];
  for (const rule of rules) {
    const exact = toExact(rule, setOf(rule));
    if (exact === null) {
      groups.push({ kind: 'rule', rule });
      continue;
    }
    const map = findMap(groups, rule, exact, setOf);
    if (map !== null) map.members.push({ rule, exact });
    else groups.push({ kind: 'map', type: exact.type, members: [{ rule, exact }] });
  }
  return groups;
}

function findMap(
  groups: readonly RuleGroup[],
  rule: ConcreteRule,
  exact: Exact,
  setOf: (rule: ConcreteRule) => WrittenSet | null,
): RuleMap | null {
  for (let at = groups.length - 1; at >= Math.max(0, groups.length - FARTHEST); at--) {
    const group = groups[at];
    if (group === undefined) return null;
    // Keys of one type are equal or meet no packet in common.
    if (group.kind === 'map' && group.type === exact.type) return group;
    const others = group.kind === 'map' ? group.members.map((member) => member.rule) : [group.rule];
    if (others.some((other) => other.verdict.type !== rule.verdict.type && mayMeet(other, rule, exact, setOf(other))))
      return null;
  }
  return null;
}

/** Whether a packet may be for both. */
function mayMeet(other: ConcreteRule, rule: ConcreteRule, { hosts }: Exact, set: WrittenSet | null): boolean {
  const [one, two] = [protocolsOf(other), protocolsOf(rule)];
  if (one === null || two === null) return false;
  if (one.length > 0 && two.length > 0 && !one.some((protocol) => two.includes(protocol))) return false;
  if (other.ports.length > 0 && rule.ports.length > 0) {
    const shared = other.ports.some((mine) => rule.ports.some((its) => mine.from <= its.to && its.from <= mine.to));
    if (!shared) return false;
  }
  if (hosts === null || other.peer.kind === 'any' || set === null) return true;
  const { not } = other.peer;
  return hosts.some((host) => set.has(host) !== not);
}
