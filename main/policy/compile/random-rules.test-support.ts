import type { AddressSet, ConcreteRule, RuleVerdict, VmRules } from '../host-rules.ts';

/** Numbers in a row that a seed tells. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39) >>> 0;
    return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
  };
}

/** What rules of a test speak of. */
export interface Pool {
  peers: readonly string[];
  ports: readonly number[];
  sets: readonly AddressSet[];
}

/** A rule without an origin that matters. */
export function aRule(id: string, rule: Partial<ConcreteRule>): ConcreteRule {
  return {
    id,
    direction: 'out',
    peer: { kind: 'any' },
    protocols: [],
    ports: [],
    verdict: { type: 'accept' },
    origins: [{ policy: 'p', version: 1, line: 1, persona: '', weight: 1, because: '' }],
    ...rule,
  };
}

/** Rules of one VM as a policy might make them, with everything that may differ. */
export function randomRules(random: (below: number) => number, count: number, pool: Pool): ConcreteRule[] {
  const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;
  const verdicts: RuleVerdict[] = [{ type: 'accept' }, { type: 'drop' }, { type: 'accept' }, { type: 'reject' }];
  return Array.from({ length: count }, (_, at) => {
    const ports = Array.from({ length: random(3) }, () => pick(pool.ports))
      .sort((left, right) => left - right)
      .filter((port, index, all) => all.indexOf(port) === index)
      .map((port) => ({ from: port, to: port }));
    const last = ports.at(-1);
    if (last !== undefined && random(4) === 0) last.to = last.from + random(400);
    return aRule(`r${at}`, {
      direction: random(2) === 0 ? 'in' : 'out',
      peer: random(4) === 0 ? { kind: 'any' } : { kind: 'set', set: pick(pool.sets).id, not: random(5) === 0 },
      protocols: pick([[], [6], [17], [6, 17], [1], [6]]),
      ports,
      verdict: random(9) === 0 ? { type: 'capture' } : pick(verdicts),
    });
  });
}

/** A VM with rules. */
export function aVm(vm: Partial<VmRules>): VmRules {
  return {
    uuid: '5f0c0de5-0000-4000-8000-000000000001',
    taps: ['tap-vm'],
    macs: ['52:54:00:00:00:01'],
    addresses: ['10.66.0.1'],
    rules: [],
    otherwise: { in: 'drop', out: 'drop' },
    ...vm,
  };
}
