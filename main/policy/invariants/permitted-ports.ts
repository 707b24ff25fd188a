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

  /** Only those rules that may decide about some ports of a protocol. */
  narrow(direction: 'in' | 'out', protocol: number, asked: readonly Span[]): NarrowRules {
    return new NarrowRules(this.#rules[direction], this.#of.otherwise[direction], protocol, asked);
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
      if (set !== -1 && (peer.members[set] === 1) === not) continue;
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

/** Nothing. */
const NO_PORTS: readonly Span[] = [];

/** The rules of a VM that may have a say about some ports of a protocol: asked for each other end, most of them have none. */
export class NarrowRules {
  readonly #rules: readonly (Prepared & { met: readonly Span[]; whole: boolean })[];
  readonly #asked: readonly Span[];
  readonly #otherwise: readonly Span[];

  constructor(rules: readonly Prepared[], otherwise: 'accept' | 'drop', protocol: number, asked: readonly Span[]) {
    this.#asked = asked;
    this.#otherwise = otherwise === 'accept' ? asked : NO_PORTS;
    this.#rules = rules.flatMap((each) => {
      if (each.protocols !== null && !each.protocols.includes(protocol)) return [];
      const met = each.spans === ALL_PORTS ? asked : meetSpans(each.spans, asked);
      const leads = each.via >= 0;
      if (met.length === 0 && !leads) return [];
      return [{ ...each, met, whole: each.spans === ALL_PORTS || lessSpans(asked, each.spans).length === 0 }];
    });
  }

  /** Ports of those asked about that are let through, for all addresses of a class. */
  permitted(peer: AddressClass): readonly Span[] {
    let left = this.#asked;
    let through: Span[] | null = null;
    for (const { rule, set, not, met, whole, via, spans } of this.#rules) {
      const { verdict } = rule;
      if (verdict.type === 'redirect') {
        if (via >= 0 && peer.members[via] === 1) {
          const led = verdict.port === null ? spans : [{ from: verdict.port, to: verdict.port }];
          through = [...(through ?? []), ...meetSpans(this.#asked, led)];
        }
        if (peer.family !== (verdict.address.includes(':') ? 6 : 4)) continue;
      }
      if (set !== -1 && (peer.members[set] === 1) === not) continue;
      if (whole) {
        // It decides about all that is left.
        if (verdict.type !== 'accept') return through === null ? NO_PORTS : joinSpans(through);
        return through === null ? left : joinSpans([...through, ...left]);
      }
      const decided = meetSpans(left, met);
      if (decided.length === 0) continue;
      if (verdict.type === 'accept') through = [...(through ?? []), ...decided];
      left = lessSpans(left, met);
      if (left.length === 0) return through === null ? NO_PORTS : joinSpans(through);
    }
    const rest = this.#otherwise === NO_PORTS ? NO_PORTS : left;
    return through === null ? rest : joinSpans([...through, ...rest]);
  }
}
