import type { ConcreteRule, VmRules } from '../host-rules.ts';
import { protocolsOf } from '../compile/rule-words.ts';
import type { AddressClass } from './address-classes.ts';
import { ALL_PORTS, joinSpans, lessSpans, meetSpans, type Span } from './port-spans.ts';

/** A rule with its set by number: −1 for any. */
interface Prepared {
  rule: ConcreteRule;
  set: number;
  not: boolean;
  /** Null: all. */
  protocols: readonly number[] | null;
  spans: readonly Span[];
  /** Set of the one address that it leads to, −1 where it leads nowhere. */
  via: number;
}

/** What one rule does with some ports. */
export interface Part {
  spans: readonly Span[];
  permitted: boolean;
  rule: ConcreteRule | null;
}

/** The rules of one VM, asked for whole ranges of ports at once. */
export class PortRules {
  readonly #rules: { in: Prepared[]; out: Prepared[] };
  readonly #of: VmRules;

  /** @param numberOf number of a set by its id; `via ADDRESS` for what rules lead to */
  constructor(of: VmRules, numberOf: (set: string) => number) {
    this.#of = of;
    const prepare = (rule: ConcreteRule): Prepared[] => {
      const { type } = rule.verdict;
      // What watches, bounds or counts lets through: at first, everything.
      if (type === 'capture' || type === 'limit' || type === 'quota') return [];
      const protocols = protocolsOf(rule);
      if (protocols === null) return [];
      return [
        {
          rule,
          set: rule.peer.kind === 'set' ? numberOf(rule.peer.set) : -1,
          not: rule.peer.kind === 'set' && rule.peer.not,
          protocols: protocols.length === 0 ? null : protocols,
          spans: rule.ports.length === 0 ? ALL_PORTS : joinSpans(rule.ports),
          via: rule.verdict.type === 'redirect' ? numberOf(`via ${rule.verdict.address}`) : -1,
        },
      ];
    };
    this.#rules = {
      in: of.rules.filter(({ direction }) => direction === 'in').flatMap(prepare),
      out: of.rules.filter(({ direction }) => direction === 'out').flatMap(prepare),
    };
  }

  /** Divides ports of a protocol by the rule that decides about them, for all addresses of a class. */
  divide(direction: 'in' | 'out', peer: AddressClass, protocol: number, asked: readonly Span[]): Part[] {
    const parts: Part[] = [];
    let left = asked;
    for (const prepared of this.#rules[direction]) {
      if (left.length === 0) return parts;
      const { rule, set, not, protocols, spans, via } = prepared;
      if (protocols !== null && !protocols.includes(protocol)) continue;
      if (via >= 0 && peer.members[via] === 1 && rule.verdict.type === 'redirect') {
        const { port } = rule.verdict;
        const led = meetSpans(asked, port === null ? spans : [{ from: port, to: port }]);
        if (led.length > 0) parts.push({ spans: led, permitted: true, rule });
      }
      if (set >= 0 && (peer.members[set] === 1) === not) continue;
      if (rule.verdict.type === 'redirect' && peer.family !== (rule.verdict.address.includes(':') ? 6 : 4)) continue;
      const decided = spans === ALL_PORTS ? left : meetSpans(left, spans);
      if (decided.length === 0) continue;
      // What is led elsewhere does not come to this peer.
      parts.push({ spans: decided, permitted: rule.verdict.type === 'accept', rule });
      left = spans === ALL_PORTS ? [] : lessSpans(left, spans);
    }
    if (left.length > 0) parts.push({ spans: left, permitted: this.#of.otherwise[direction] === 'accept', rule: null });
    return parts;
  }
}

/** Ports of parts that are let through. */
export function permittedOf(parts: readonly Part[]): Span[] {
  return joinSpans(parts.flatMap(({ spans, permitted }) => (permitted ? spans : [])));
}
