import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curveEdge } from './edge-curve.ts';
import { frameBox, keepPlaces, layoutGroups } from './group-layout.ts';
import { outsideBox } from './fold-graph.ts';
import {
  buildGraphView,
  type GraphChoice,
  type GraphEdge,
  type GraphNode,
  joinFilters,
  measureEdge,
} from './graph-view.ts';

const vm = (id: string, group: string, risk: number | null = 0.1): GraphNode => ({
  id,
  kind: 'subject',
  label: id,
  detail: '',
  risk,
  group,
  filter: `host:${id}`,
});
const other = (id: string, kind: 'service' | 'outside'): GraphNode => ({ ...vm(id, ''), kind, risk: null });
const edge = (from: string, to: string, bytes = 10, alert: number | null = null): GraphEdge => ({
  id: `${from}>${to}`,
  from,
  to,
  service: 'tls 443',
  flows: 1,
  bytes,
  firstSeen: 0,
  lastSeen: 1,
  alert,
  filter: `${from} ${to}`,
});

const choose = (turned: string[] = []): GraphChoice => ({
  grouped: true,
  turned: new Set(turned),
  services: true,
  outside: true,
});

const small = {
  nodes: [vm('a', 'web', 0.8), vm('b', 'web'), vm('c', 'db', null), other('s', 'service'), other('x', 'outside')],
  edges: [edge('x', 'a'), edge('a', 's'), edge('s', 'c'), edge('b', 's')],
  groups: [
    { key: 'web', label: 'Web', members: 2 },
    { key: 'db', label: 'Data', members: 1 },
  ],
};
const crowd = {
  nodes: Array.from({ length: 40 }, (_, index) => vm(`n${index}`, index < 30 ? 'many' : `g${index % 3}`, index / 50)),
  edges: Array.from({ length: 39 }, (_, index) => edge(`n${index}`, `n${index + 1}`, 100, index === 3 ? 0.9 : null)),
  groups: [],
};

describe('graph view', () => {
  it('draws a small fleet with boxes', () => {
    const view = buildGraphView(small, choose());
    expect(view.folded.size).toBe(0);
    expect(view.boxes.map((box) => `${box.label} ${box.members}`)).toEqual(['Outside 1', 'Web 2', 'Data 1']);
    expect(view.edges).toHaveLength(4);
  });

  it('folds a large group to its worst members and one node for the rest', () => {
    const view = buildGraphView(crowd, choose());
    const group = view.nodes.find((node) => node.kind === 'group');
    expect(group).toMatchObject({ id: 'group:many', label: '24 more', detail: '24 VMs', risk: 23 / 50, box: 'many' });
    expect(group?.bands).toEqual({ none: 0, low: 20, elevated: 4, high: 0, critical: 0 });
    expect(view.nodes.filter((node) => node.box === 'many').map((node) => node.id)).toEqual([
      'n29',
      'n28',
      'n27',
      'n26',
      'n25',
      'n24',
      'group:many',
    ]);
  });

  it('folds a quiet large group to one node with its name', () => {
    const nodes = Array.from({ length: 13 }, (_, index) => vm(`n${index}`, 'web'));
    const view = buildGraphView({ nodes, edges: [], groups: small.groups }, choose());
    expect(view.nodes.map(({ id, label, detail }) => [id, label, detail])).toEqual([['group:web', 'Web', '13 VMs']]);
  });

  it('folds many peers, keeping those an alert names where they are few', () => {
    const peers = Array.from({ length: 20 }, (_, index) => other(`x${index}`, 'outside'));
    const edges = peers.map((peer, index) => edge('a', peer.id, 10, index < 2 ? 0.8 : null));
    const graph = { nodes: [vm('a', 'web'), ...peers], edges, groups: [] };
    expect(buildGraphView(graph, choose()).nodes.map(({ label }) => label)).toEqual(['x0', 'x1', '18 more peers', 'a']);
    expect(buildGraphView(graph, choose([outsideBox])).nodes).toHaveLength(21);
    const scan = { ...graph, edges: peers.map((peer) => edge('a', peer.id, 10, 0.9)) };
    expect(buildGraphView(scan, choose()).nodes.map(({ label }) => label)).toEqual(['20 peers', 'a']);
  });

  it('folds the services of one VM beyond six', () => {
    const services = Array.from({ length: 9 }, (_, index) => other(`s${index}`, 'service'));
    const edges = services.map((service, index) => edge(service.id, 'a', index));
    const view = buildGraphView({ nodes: [vm('a', 'web'), ...services], edges, groups: [] }, choose());
    expect(view.nodes.filter(({ kind }) => kind === 'service').map(({ label }) => label)).toEqual([
      's8',
      's7',
      's6',
      's5',
      's4',
      '4 more',
    ]);
    expect(view.edges.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(36);
  });

  it('tells the flows of an edge in one filter only where that says all of them', () => {
    expect(joinFilters(['a'])).toBe('a');
    expect(joinFilters(['a', 'b'])).toBe('(a) or (b)');
    expect(joinFilters(['a', ''])).toBe('');
    const many = Array.from({ length: 20 }, (_, index) => ({ ...edge('a', 'b'), filter: `port:${index}` }));
    const view = buildGraphView({ nodes: [vm('a', 'x'), vm('b', 'x')], edges: many, groups: [] }, choose());
    expect(joinFilters(view.edges[0]?.filters ?? ['?'])).toBe('');
  });

  it('unfolds what the analyst toggles, and folds what was open', () => {
    expect(buildGraphView(crowd, choose(['many'])).nodes).toHaveLength(40);
    expect(buildGraphView(crowd, choose(['g0'])).folded).toEqual(new Set(['many', 'g0']));
  });

  it('folds every group of a large fleet', () => {
    const nodes = Array.from({ length: 200 }, (_, index) => vm(`n${index}`, `g${index % 20}`));
    expect(buildGraphView({ nodes, edges: [], groups: [] }, choose()).nodes).toHaveLength(20);
  });

  it('folds a large fleet that is not grouped to its worst and one node', () => {
    const nodes = Array.from({ length: 200 }, (_, index) => vm(`n${index}`, '', index / 210));
    const none = { ...choose(), grouped: false };
    const view = buildGraphView({ nodes, edges: [], groups: [] }, none);
    expect(view.nodes).toHaveLength(13);
    expect(view.nodes.at(-1)).toMatchObject({ id: 'group:all:', label: '188 more', detail: '188 VMs' });
    const whole = { ...none, turned: new Set(['all:']) };
    expect(buildGraphView({ nodes, edges: [], groups: [] }, whole).nodes).toHaveLength(200);
    expect(buildGraphView({ nodes: nodes.slice(0, 100), edges: [], groups: [] }, none).nodes).toHaveLength(100);
  });

  it('loses no byte of an edge that is drawn, and no alert', () => {
    const view = buildGraphView(crowd, choose(['many']));
    expect(view.edges.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(3900);
    expect(view.edges.filter(({ alert }) => alert !== null)).toHaveLength(1);
  });

  it('draws VM to VM without services, and no peers where those are left out', () => {
    const view = buildGraphView(small, { ...choose(), services: false, outside: false });
    expect(view.nodes.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(view.edges.map(({ from, to }) => `${from}${to}`)).toEqual(['ac', 'bc']);
  });

  it('folds the services of a folded group with it', () => {
    const view = buildGraphView(small, choose(['db']));
    expect(view.nodes.map(({ id }) => id)).toEqual(['x', 'a', 'b', 'group:db']);
    expect(view.edges.map(({ to }) => to)).toContain('group:db');
  });

  it('gives edges a width by the logarithm', () => {
    expect(measureEdge(0)).toBe(0.8);
    expect(measureEdge(1e6)).toBeGreaterThan(measureEdge(1e4));
    expect(measureEdge(1e15)).toBe(4);
  });
});

describe('group layout', () => {
  it('places outside left, the database behind the web tier, no two on one spot', () => {
    const view = buildGraphView(small, choose());
    const places = layoutGroups(view, 1.5);
    expect(places.size).toBe(5);
    expect(places.get('x')?.x ?? 0).toBeLessThan(places.get('a')?.x ?? 0);
    const spots = new Set([...places.values()].map(({ x, y }) => `${x} ${y}`));
    expect(spots.size).toBe(5);
  });

  it('keeps every known place and finds a free one beside the group for a new node', () => {
    const view = buildGraphView(small, choose());
    const before = layoutGroups(view, 1.5);
    const grown = buildGraphView({ ...small, nodes: [...small.nodes, vm('d', 'web')] }, choose());
    const after = keepPlaces(grown, before, 1.5);
    for (const [id, place] of before) expect(after.get(id)).toEqual(place);
    expect(after.get('d')?.x).toBe(before.get('a')?.x);
    const spots = new Set([...after.values()].map(({ x, y }) => `${x} ${y}`));
    expect(spots.size).toBe(6);
  });

  it('places every node of any graph at a finite spot, apart from the others', () => {
    const graphs = fc
      .tuple(
        fc.array(fc.tuple(fc.nat(4), fc.constantFrom('subject', 'outside')), { maxLength: 40 }),
        fc.array(fc.nat(39)),
      )
      .map(([kinds, links]) => ({
        nodes: kinds.map(([group, kind], index) =>
          kind === 'subject' ? vm(`n${index}`, `g${group}`) : other(`n${index}`, 'outside'),
        ),
        edges: links.map((link, index) => edge(`n${link}`, `n${index % 40}`)),
        groups: [],
      }));
    fc.assert(
      fc.property(graphs, fc.boolean(), (graph, grouped) => {
        const view = buildGraphView(graph, { ...choose(), grouped });
        const places = layoutGroups(view, 1.6);
        expect(places.size).toBe(view.nodes.length);
        const spots = new Set([...places.values()].map(({ x, y }) => `${x} ${y}`));
        expect(spots.size).toBe(view.nodes.length);
        for (const place of places.values()) expect(Number.isFinite(place.x) && Number.isFinite(place.y)).toBe(true);
      }),
    );
  });

  it('frames the members of a box', () => {
    expect(frameBox([], 0)).toBeNull();
    const places = [
      { x: 100, y: 100 },
      { x: 300, y: 400 },
    ];
    const box = frameBox(places, 100);
    expect(frameBox(places, 10)?.y).toBeLessThan(0);
    expect(box?.x).toBeLessThan(60);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeGreaterThan(340);
    expect(outsideBox).not.toBe('');
  });
});

describe('edge curve', () => {
  it('is straight for level or steep pairs', () => {
    expect(curveEdge({ x: 0, y: 0 }, { x: 200, y: 0 })).toBeNull();
    expect(curveEdge({ x: 0, y: 0 }, { x: 10, y: 300 })).toBeNull();
    expect(curveEdge({ x: 0, y: 0 }, { x: -110, y: 100 })).toBeNull();
  });
  it('bows above what stands between two far ends on one level, whichever way it runs', () => {
    expect(curveEdge({ x: 0, y: 0 }, { x: 600, y: 0 })?.distances[0]).toBeLessThan(0);
    expect(curveEdge({ x: 600, y: 0 }, { x: 0, y: 0 })?.distances[0]).toBeGreaterThan(0);
  });
  it('leaves level: the first control point lies beside the line, the second on the other side', () => {
    const curve = curveEdge({ x: 0, y: 0 }, { x: 300, y: 100 });
    expect(curve?.distances[0]).toBeLessThan(0);
    expect(curve?.distances[1]).toBeGreaterThan(0);
    expect((curve?.weights[0] ?? 1) < (curve?.weights[1] ?? 0)).toBe(true);
  });
});
