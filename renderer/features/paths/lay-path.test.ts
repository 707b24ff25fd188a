import { describe, expect, it } from 'vitest';
import { buildGraphView, type GraphEdge, type GraphNode, type GraphView } from '../graph/graph-view.ts';
import { layoutGroups } from '../graph/group-layout.ts';
import { internetNode, layPath } from './lay-path.ts';
import { makePath } from './make-path.test-support.ts';
import { findService, listPathNodes } from './path-nodes.ts';

const node = (id: string, kind: GraphNode['kind'], group: string, label = id): GraphNode => ({
  id,
  kind,
  label,
  detail: '',
  risk: 0.1,
  group,
  filter: '',
});
const edge = (from: string, to: string): GraphEdge => ({
  id: `${from}|${to}`,
  from,
  to,
  service: 'ssh 22',
  flows: 1,
  bytes: 1,
  firstSeen: 0,
  lastSeen: 1,
  alert: null,
  filter: '',
});
const crowd = Array.from({ length: 30 }, (_, index) => node(`w${index}`, 'subject', 'web'));
const nodes = [
  ...crowd,
  node('db', 'subject', 'db'),
  node('svc:db ssh 22', 'service', 'db', 'ssh 22'),
  node('svc:db tcp 9022', 'service', 'db', 'tcp 9022'),
  node('svc:w3 7 services', 'service', 'web', '7 services'),
  node('out:clients', 'outside', 'outside'),
];
const edges = [
  edge('out:clients', 'svc:w3 7 services'),
  edge('svc:w3 7 services', 'w3'),
  edge('w3', 'svc:db ssh 22'),
  edge('svc:db ssh 22', 'db'),
];
const groups = [
  { key: 'web', label: 'web', members: 30 },
  { key: 'db', label: 'db', members: 1 },
];
const path = makePath(['internet', 'w3', 'db']);

function draw(shown: ReadonlySet<string>, services = true): GraphView {
  return buildGraphView({ nodes, edges, groups }, { grouped: true, turned: new Set(), services, outside: true, shown });
}

describe('a path over the graph', () => {
  it('finds the box of a service by its port, and none where services stand together', () => {
    expect(findService(nodes, { to: 'db', service: 'ssh', port: 22 })?.id).toBe('svc:db ssh 22');
    expect(findService(nodes, { to: 'db', service: '', port: 22 })?.id).toBe('svc:db ssh 22');
    expect(findService(nodes, { to: 'w3', service: 'ssh', port: 22 })).toBeUndefined();
    expect([...listPathNodes(path, nodes)]).toEqual(['w3', 'db', 'svc:db ssh 22']);
  });

  it('opens just what it needs of a folded group, which closes with it', () => {
    const open = draw(listPathNodes(path, nodes));
    expect(open.nodes.filter(({ box }) => box === 'web').map(({ label }) => label)).toEqual(['w3', '29 more']);
    expect(draw(new Set()).nodes.some(({ id }) => id === 'w3')).toBe(false);
    expect(open.folded.has('web')).toBe(true);
  });

  it('leads over boxes of services, numbers each step once, and begins outside of all', () => {
    const view = draw(listPathNodes(path, nodes));
    const places = layoutGroups(view, 1.6);
    const { lines, outside, nodes: onPath } = layPath(path, view, places);
    expect(lines.map(({ from, to, step, numbered }) => [from, to, step, numbered])).toEqual([
      [internetNode, 'w3', 0, true],
      ['w3', 'svc:db ssh 22', 1, true],
      ['svc:db ssh 22', 'db', 1, false],
    ]);
    expect(onPath).toEqual(new Set(['w3', 'db', 'svc:db ssh 22']));
    expect(outside?.x).toBeLessThan(Math.min(...[...places.values()].map(({ x }) => x)));
    expect(outside?.y).toBe(places.get('w3')?.y);
  });

  it('runs from VM to VM where services are left out, and stays where it was dragged', () => {
    const view = draw(listPathNodes(path, nodes), false);
    const places = new Map([...layoutGroups(view, 1.6), [internetNode, { x: 5, y: 6 }] as const]);
    const { lines, outside } = layPath(path, view, places);
    expect(lines.map(({ to }) => to)).toEqual(['w3', 'db']);
    expect(outside).toEqual({ x: 5, y: 6 });
  });

  it('draws nothing to what has no place yet, and is another for another way', () => {
    const view = draw(new Set());
    const early = layPath(path, view, new Map());
    expect(early.lines).toEqual([]);
    expect(early.outside).toBeNull();
    expect(layPath(makePath(['internet', 'db']), view, new Map()).key).not.toBe(early.key);
  });
});
