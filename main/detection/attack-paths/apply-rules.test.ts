import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttackEdge, AttackNode } from './attack-graph.ts';
import { applyRules } from './apply-rules.ts';
import { INTERNET } from './build-attack-graph.ts';

const node = (id: string, kind: AttackNode['kind'] = 'vm'): AttackNode => ({
  id,
  name: id,
  kind,
  role: '',
  sensitivity: 'undeclared',
  weaknesses: [],
});
const way = (from: string, to: string, port: number, basis: AttackEdge['basis'] = 'reachable'): AttackEdge => ({
  from,
  to,
  transport: port === 0 ? '' : 'tcp',
  port,
  service: '',
  basis,
});
const nodes = [node(INTERNET, 'internet'), node('web'), node('db'), node('other'), node('net', 'network')];
const edges = [
  way(INTERNET, 'web', 443),
  way('web', 'db', 5432, 'observed'),
  way('net', 'web', 443),
  way('net', 'db', 5432),
  way('web', 'net', 0),
  way('db', 'net', 0),
  way('other', 'net', 0),
];
const tell = (left: readonly AttackEdge[]): string[] =>
  left.map(({ from, to, port, basis }) => `${from} ${to} ${port} ${basis}`);

describe('applyRules', () => {
  it('leaves all as it is where nothing has rules', () => {
    const { graph, denied } = applyRules({ nodes, edges }, { governed: new Set(), permits: () => false });
    expect(graph.edges).toEqual(edges);
    expect(denied).toBe(0);
  });

  it('lets to a governed VM only whom its rules let in, by whatever network', () => {
    const { graph, denied } = applyRules(
      { nodes, edges },
      { governed: new Set(['db']), permits: (from, to) => from === 'web' || to !== 'db' },
    );
    expect(tell(graph.edges)).toEqual([
      'internet web 443 reachable',
      'web db 5432 observed',
      'net web 443 reachable',
      'db web 443 reachable',
      'web net 0 reachable',
      'other net 0 reachable',
    ]);
    expect(denied).toBe(1);
  });

  it('lets a governed VM out only where its rules say so', () => {
    const { graph } = applyRules(
      { nodes, edges },
      { governed: new Set(['web']), permits: (from) => from !== 'web' && from !== INTERNET },
    );
    expect(tell(graph.edges)).toEqual([
      'db web 443 reachable',
      'other web 443 reachable',
      'net db 5432 reachable',
      'db net 0 reachable',
      'other net 0 reachable',
    ]);
  });

  it('asks of any fleet exactly what is denied: who reaches whom is what the rules leave open', () => {
    const ids = ['a', 'b', 'c', 'd'];
    fc.assert(
      fc.property(
        fc.subarray(ids),
        fc.uniqueArray(fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids)).map((pair) => pair.join(' '))),
        fc.uniqueArray(fc.constantFrom(...ids)),
        (governed, open, services) => {
          const fleet = [...ids.map((id) => node(id)), node('net', 'network')];
          const all = [...ids.map((id) => way(id, 'net', 0)), ...services.map((id) => way('net', id, 80))];
          const permits = (from: string, to: string): boolean => open.includes(`${from} ${to}`);
          const { graph } = applyRules({ nodes: fleet, edges: all }, { governed: new Set(governed), permits });
          const reaches = (from: string, to: string): boolean =>
            graph.edges.some(
              (edge) =>
                edge.to === to &&
                (edge.from === from ||
                  (edge.from === 'net' && graph.edges.some((each) => each.from === from && each.to === 'net'))),
            );
          for (const from of ids)
            for (const to of services) {
              if (from === to) continue;
              const isAsked = governed.includes(from) || governed.includes(to);
              expect(reaches(from, to), `${from} ${to}`).toBe(!isAsked || permits(from, to));
            }
        },
      ),
    );
  });
});
