import type { PolicyPreview } from '../../../shared/contract/policy-preview.ts';
import { nameOfProtocol } from '../compile/rule-words.ts';
import type { Proof } from './prove-invariants.ts';

/** A proof in words: the packet that breaks an invariant, and the rule that lets it. */
export function tellProof(
  { invariant, counterexample }: Proof,
  nameOf: (uuid: string) => string,
): PolicyPreview['invariants'][number] {
  const { text, line } = invariant;
  if (counterexample === null) return { text, line, holds: true, counterexample: '', rule: '' };
  const { from, to, protocol, port, rules } = counterexample;
  const name = (address: string, direction: 'in' | 'out'): string => {
    const vm = rules.find((each) => each.direction === direction)?.vm;
    return vm === undefined || vm === address ? address : `${nameOf(vm)} (${address})`;
  };
  const ported = protocol === 6 || protocol === 17 || protocol === 132;
  const service = protocol === 255 ? 'any other protocol' : `${nameOfProtocol(protocol)}${ported ? ` ${port}` : ''}`;
  const told = rules.map(({ vm, rule }) => {
    const [origin] = rule?.origins ?? [];
    const by = origin === undefined ? 'no rule decides' : `${origin.policy} v${origin.version}, line ${origin.line}`;
    return `${nameOf(vm)}: ${by}`;
  });
  return {
    text,
    line,
    holds: false,
    counterexample: `${name(from, 'out')} → ${name(to, 'in')}, ${service}`,
    rule: told.join('; '),
  };
}
