import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttackEdge, AttackModel, AttackNode } from './attack-graph.ts';
import { simulateAttacks } from './simulate-attacks.ts';

const vector = { technique: 'T1210', needs: 'a way in', trustedNeeds: 'what lies there' };
const model: AttackModel = {
  vectors: [
    { ...vector, services: ['http'], ports: [80], technique: 'T1190', bare: 0.2, trusted: 0.2 },
    { ...vector, services: ['ssh'], ports: [22], technique: 'T1021.004', bare: 0.05, trusted: 0.5 },
    { ...vector, services: [], ports: [5432], technique: 'T1078', bare: 0.02, trusted: 0.8 },
  ],
  other: { ...vector, services: [], ports: [], bare: 0.1, trusted: 0.3 },
  weakness: 0.3,
  exploited: 0.9,
};
const vm = (id: string, more: Partial<AttackNode> = {}): AttackNode => ({
  id,
  name: id,
  kind: 'vm',
  role: '',
  sensitivity: 'internal',
  weaknesses: [],
  ...more,
});
const way = (from: string, to: string, port: number, basis: AttackEdge['basis'] = 'observed'): AttackEdge => ({
  from,
  to,
  transport: 'tcp',
  port,
  service: '',
  basis,
});

/** Ten VMs worked by hand: a shop, its office, and a vault that nobody reaches. */
const shop = {
  nodes: [
    vm('internet', { kind: 'internet' }),
    vm('web'),
    vm('app'),
    vm('db', { sensitivity: 'confidential' }),
    vm('cache'),
    vm('bastion'),
    vm('backup', { sensitivity: 'restricted' }),
    vm('ci', { weaknesses: [{ id: 'CVE-2021-44228', title: 'Log4Shell', exploited: true }] }),
    vm('office'),
    vm('vault', { sensitivity: 'restricted' }),
  ],
  edges: [
    way('internet', 'web', 80), // 0.2
    way('internet', 'bastion', 22, 'reachable'), // 0.05
    way('web', 'app', 8000), // 0.3
    way('app', 'db', 5432), // 0.8
    way('web', 'db', 5432, 'reachable'), // 0.02
    way('bastion', 'db', 22), // 0.5
    way('bastion', 'backup', 22), // 0.5
    way('web', 'ci', 9000, 'reachable'), // 0.9 by its weakness
    way('ci', 'backup', 22), // 0.5
    way('web', 'cache', 6379), // 0.3
    way('vault', 'office', 22), // leads out of the vault, not into it
  ],
};
const run = (edges: readonly AttackEdge[] = shop.edges): ReturnType<typeof simulateAttacks> =>
  simulateAttacks(shop.nodes, edges, ['internet'], ['db', 'backup', 'vault'], model);

describe('simulated attacks', () => {
  it('takes the likeliest way, names each step, and the shortest where that is another', () => {
    const { likeliest, shortest, safe } = run();
    expect(likeliest.map(({ target, steps }) => [target, steps.map(({ to }) => to).join(' ')])).toEqual([
      ['backup', 'web ci backup'],
      ['db', 'web app db'],
    ]);
    expect(likeliest[0]?.probability).toBeCloseTo(0.2 * 0.9 * 0.5, 12);
    expect(likeliest[1]?.probability).toBeCloseTo(0.2 * 0.3 * 0.8, 12);
    expect(likeliest[0]?.steps.map(({ technique }) => technique)).toEqual(['T1190', 'T1210', 'T1021.004']);
    expect(likeliest[0]?.steps[1]?.needs).toBe('CVE-2021-44228, which is exploited in the wild, behind');
    expect(shortest.map(({ target, steps }) => [target, steps.length])).toEqual([
      ['db', 2],
      ['backup', 2],
    ]);
    expect(safe).toEqual(['vault']);
  });

  it('says which single rule relieves most, and is right about it', () => {
    const { cuts } = run();
    expect(cuts[0]?.edge).toMatchObject({ from: 'internet', to: 'web', port: 80 });
    // Without it both are reached by way of the bastion: 0.05 × 0.5 each.
    expect(cuts[0]?.relief).toBeCloseTo(0.09 + 0.048 - 2 * 0.025, 12);
    const again = run(shop.edges.filter((edge) => edge !== cuts[0]?.edge));
    expect(again.likeliest.every(({ probability }) => Math.abs(probability - 0.025) < 1e-12)).toBe(true);
  });

  it('a network is spoken on for nothing, and no step of its own', () => {
    const nodes = [vm('a'), vm('net', { kind: 'network' }), vm('b', { sensitivity: 'confidential' })];
    const edges = [{ ...way('a', 'net', 0, 'reachable'), transport: '' }, way('net', 'b', 22, 'reachable')];
    const { likeliest, cuts } = simulateAttacks(nodes, edges, ['a'], ['b'], model);
    expect(likeliest[0]?.steps).toMatchObject([{ from: 'a', to: 'b', probability: 0.05 }]);
    expect(cuts).toMatchObject([{ edge: { from: 'net', to: 'b' }, saved: ['b'] }]);
  });

  it('an edge more never makes a target less likely, and a start reaches nothing over no edge', () => {
    const id = fc.integer({ min: 0, max: 7 }).map(String);
    const edge = fc.record({
      from: id,
      to: id,
      transport: fc.constant('tcp'),
      port: fc.constantFrom(22, 80, 5432, 9),
      service: fc.constant(''),
      basis: fc.constantFrom<AttackEdge['basis']>('observed', 'reachable'),
    });
    const nodes = Array.from({ length: 8 }, (_, index) => vm(String(index)));
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 24 }), edge, (edges, more) => {
        const before = simulateAttacks(nodes, edges, ['0'], ['7'], model).likeliest[0]?.probability ?? 0;
        const after = simulateAttacks(nodes, [...edges, more], ['0'], ['7'], model).likeliest[0]?.probability ?? 0;
        expect(after).toBeGreaterThanOrEqual(before);
        expect(before).toBeCloseTo(bruteForce(edges), 12);
      }),
    );
  });
});

/** The likeliest way from 0 to 7 by trying all that visit no node twice. */
function bruteForce(edges: readonly AttackEdge[]): number {
  const chance = ({ port, basis }: AttackEdge): number => {
    const found = model.vectors.find(({ ports }) => ports.includes(port)) ?? model.other;
    return basis === 'observed' ? found.trusted : found.bare;
  };
  const go = (at: string, seen: ReadonlySet<string>): number => {
    if (at === '7') return 1;
    let best = 0;
    for (const edge of edges) {
      if (edge.from === at && !seen.has(edge.to))
        best = Math.max(best, chance(edge) * go(edge.to, new Set([...seen, edge.to])));
    }
    return best;
  };
  return go('0', new Set(['0']));
}
