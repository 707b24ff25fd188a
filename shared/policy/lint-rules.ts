import type { Remark } from './lint-policy.ts';
import type { Policy, PolicyRule } from './policy.ts';
import { coversPeer, coversRule, overlapsRule } from './rule-cover.ts';

const words = {
  allow: 'allows',
  deny: 'denies',
  redirect: 'redirects',
  limit: 'limits',
  quota: 'bounds',
  capture: 'captures',
};

/** What rules say against each other: shadowed, redundant, contradicting, too broad, or cutting off management. */
export function lintRules(policy: Policy): Remark[] {
  const { rules } = policy;
  return [
    ...rules.flatMap((rule, place) => lintOrder(rule, place, rules)),
    ...rules.flatMap((rule, place) => lintReach(rule, rules.slice(0, place))),
    ...lintOtherwise(policy),
    ...lintInvariants(policy),
  ];
}

function isFinal({ effect: { type } }: PolicyRule): boolean {
  return type === 'allow' || type === 'deny' || type === 'redirect';
}

/** Whether one holds whenever the other does, as far as conditions tell. */
function holdsWith(one: PolicyRule, other: PolicyRule): boolean {
  return one.when === null || JSON.stringify(one.when) === JSON.stringify(other.when);
}

function isSame(one: PolicyRule, other: PolicyRule): boolean {
  return JSON.stringify(one.effect) === JSON.stringify(other.effect);
}

function lintOrder(rule: PolicyRule, place: number, rules: readonly PolicyRule[]): Remark[] {
  if (rule.effect.type === 'capture') return [];
  const before = rules.slice(0, place).find((each) => isFinal(each) && holdsWith(each, rule) && coversRule(each, rule));
  if (before !== undefined) {
    const { line } = rule;
    const does = words[before.effect.type];
    if (isSame(before, rule)) {
      const message = `Redundant: line ${before.line} ${does} all of it already.`;
      return [{ severity: 'warning', code: 'redundant', message, line }];
    }
    if (isFinal(rule) && coversRule(rule, before) && JSON.stringify(rule.when) === JSON.stringify(before.when)) {
      const message = `Contradicts line ${before.line}, which ${does} the same connections and comes first.`;
      return [{ severity: 'warning', code: 'contradicts', message, line }];
    }
    const message = `Never reached: line ${before.line} ${does} all of it before.`;
    return [{ severity: 'warning', code: isFinal(rule) ? 'shadowed' : 'unreachable', message, line }];
  }
  if (!isFinal(rule)) return [];
  // What a later rule says anyway, with nothing between that says otherwise.
  for (const later of rules.slice(place + 1)) {
    if (isSame(later, rule) && coversRule(later, rule) && later.when === null) {
      const message = `Redundant: line ${later.line} ${words[later.effect.type]} it too, and nothing between says otherwise.`;
      return [{ severity: 'warning', code: 'redundant', message, line: rule.line }];
    }
    if (later.effect.type !== 'capture' && !isSame(later, rule) && overlapsRule(later, rule)) return [];
  }
  return [];
}

function lintReach(rule: PolicyRule, before: readonly PolicyRule[]): Remark[] {
  const { effect, direction, peer, ports, protocols, line, when } = rule;
  const isOpen = ports.length === 0 && protocols.length === 0;
  const isAnybody = Object.keys(peer).length === 0;
  if (effect.type === 'allow' && isOpen && (isAnybody || peer.zone === 'outside') && direction !== 'out') {
    const who = isAnybody ? 'anybody' : 'anybody outside';
    return [{ severity: 'warning', code: 'too-broad', message: `Too broad: lets ${who} in on every port.`, line }];
  }
  if (effect.type === 'allow' && isOpen && isAnybody) {
    return [
      { severity: 'warning', code: 'too-broad', message: 'Too broad: lets it call anybody on every port.', line },
    ];
  }
  if (effect.type !== 'deny' || when !== null) return [];
  const remarks: Remark[] = [];
  if (direction !== 'out' && coversPeer(peer, { zone: 'management' }) && !before.some((each) => opens(each, 'in'))) {
    const ssh: PolicyRule = {
      ...rule,
      direction: 'in',
      peer: { zone: 'management' },
      ports: [{ from: 22, to: 22, transport: 'tcp' }],
    };
    if (overlapsRule(rule, ssh)) remarks.push({ severity: 'warning', code: 'cuts-management', message: CUTS, line });
  }
  if (
    direction !== 'in' &&
    (isAnybody || peer.zone === 'inside') &&
    isOpen &&
    !before.some((each) => opens(each, 'dns'))
  )
    remarks.push({
      severity: 'info',
      code: 'cuts-names',
      message: 'No names are resolved any more: allow service dns before this.',
      line,
    });
  return remarks;
}

const CUTS = 'Would cut management: allow inbound from { zone: management } before this.';

function opens({ effect, direction, peer, ports }: PolicyRule, what: 'in' | 'dns'): boolean {
  if (effect.type !== 'allow') return false;
  if (what === 'in') return direction !== 'out' && coversPeer(peer, { zone: 'management' });
  return direction !== 'in' && (ports.length === 0 || ports.some(({ from, to }) => from <= 53 && to >= 53));
}

function lintOtherwise({ otherwise, rules, applies, acts, when }: Policy): Remark[] {
  const remarks: Remark[] = [];
  const line = Math.max(1, ...rules.map((rule) => rule.line));
  if (
    otherwise.in === 'deny' &&
    !rules.some((each) => opens(each, 'in')) &&
    !rules.some(
      (each) => each.effect.type === 'deny' && each.direction !== 'out' && Object.keys(each.peer).length === 0,
    )
  )
    remarks.push({
      severity: 'info',
      code: 'cuts-management',
      message: `${CUTS.replace(' before this', '')} What no rule allows is denied.`,
      line,
    });
  if (Object.keys(applies).length > 0 || when !== null) return remarks;
  for (const { act, when: only, line: at } of acts) {
    if (only !== null || !['isolate', 'dns-only', 'suspend', 'terminate'].includes(act.type)) continue;
    remarks.push({
      severity: 'warning',
      code: 'too-broad',
      message: `Too broad: this is done to every VM, always. Say which under “applies”.`,
      line: at,
    });
  }
  return remarks;
}

/** Rules that plainly say the opposite of an invariant of the same policy; what is hidden deeper only a proof finds. */
function lintInvariants({ invariants, rules, applies }: Policy): Remark[] {
  return invariants.flatMap(({ kind, from, to, ports, line, text }) =>
    rules.flatMap((rule): Remark[] => {
      const wanted: PolicyRule = {
        ...rule,
        direction: 'out',
        peer: to,
        ports,
        protocols: [],
        effect: kind === 'never' ? { type: 'allow' } : { type: 'deny', reject: false },
      };
      const isOfThese = coversPeer(from, applies) && rule.direction !== 'in' && rule.when === null;
      if (!isOfThese || rule.effect.type !== wanted.effect.type) return [];
      if (kind === 'never' ? !coversRule(wanted, { ...rule, direction: 'out' }) : !coversRule(rule, wanted)) return [];
      const message = `Contradicts line ${rule.line}, which ${words[rule.effect.type]} what “${text}” forbids.`;
      return [
        {
          severity: 'warning',
          code: 'contradicts',
          message: kind === 'never' ? message : message.replace('forbids', 'asks for'),
          line,
        },
      ];
    }),
  );
}
