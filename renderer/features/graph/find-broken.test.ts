import { describe, expect, it } from 'vitest';
import { findBroken, listBrokenNodes } from './find-broken.ts';
import { buildGraphView, type GraphEdge, type GraphNode } from './graph-view.ts';

const node = (id: string, kind: GraphNode['kind'], label = id): GraphNode => ({
  id,
  kind,
  label,
  detail: '',
  risk: null,
  group: '',
  filter: `ip:${id}`,
});
const edge = (from: string, to: string, service: string): GraphEdge => ({
  id: `${from}|${to}|${service}`,
  from,
  to,
  service,
  flows: 1,
  bytes: 1,
  firstSeen: 0,
  lastSeen: 1,
  alert: null,
  filter: 'port:1',
});
const nodes = [
  node('web', 'subject'),
  node('db', 'subject'),
  node('svc:db postgresql 5432', 'service', 'postgresql 5432'),
  node('out:203.0.113.200', 'outside', '203.0.113.200'),
];
const edges = [
  edge('web', 'svc:db postgresql 5432', 'postgresql 5432'),
  edge('svc:db postgresql 5432', 'db', 'postgresql 5432'),
  edge('web', 'out:203.0.113.200', 'tls 443'),
];
const view = (services: boolean): ReturnType<typeof buildGraphView> =>
  buildGraphView({ nodes, edges, groups: [] }, { grouped: false, turned: new Set(), services, outside: true });

describe('what a draft would deny, on the graph', () => {
  it('is the edge to the box of the service, not the one that others use too', () => {
    expect([...findBroken([{ from: 'web', to: 'db', service: 'postgresql 5432' }], view(true))]).toEqual([
      'web → svc:db postgresql 5432',
    ]);
  });
  it('is the edge between the VMs where services are not drawn', () => {
    expect([...findBroken([{ from: 'web', to: 'db', service: 'postgresql' }], view(false))]).toEqual(['web → db']);
  });
  it('is the edge to an address outside', () => {
    expect([...findBroken([{ from: 'web', to: '203.0.113.200', service: 'tls' }], view(true))]).toEqual([
      'web → out:203.0.113.200',
    ]);
  });
  it('is no edge of another service, and none that is not drawn', () => {
    expect(findBroken([{ from: 'web', to: '203.0.113.200', service: 'ssh' }], view(true)).size).toBe(0);
    expect(findBroken([{ from: 'web', to: '192.0.2.1', service: 'tls' }], view(true)).size).toBe(0);
  });
  it('is the edge of the node that stands for many addresses, where its own is one of them', () => {
    const many = [...nodes, node('out:clients', 'outside'), node('out:servers tls 443', 'outside')];
    const drawn = buildGraphView(
      {
        nodes: many,
        edges: [
          edge('out:clients', 'svc:db postgresql 5432', 'postgresql 5432'),
          edge('web', 'out:servers tls 443', 'tls 443'),
        ],
        groups: [],
      },
      { grouped: false, turned: new Set(), services: true, outside: true },
    );
    const broken = [
      { from: '198.51.100.7', to: 'db', service: 'postgresql 5432' },
      { from: 'web', to: '198.51.100.8', service: 'tls 443' },
    ];
    expect([...findBroken(broken, drawn)]).toEqual([
      'out:clients → svc:db postgresql 5432',
      'web → out:servers tls 443',
    ]);
  });
  it('stands by itself with its ends, whatever is folded', () => {
    const broken = [{ from: 'web', to: 'db', service: 'postgresql 5432' }];
    expect([...listBrokenNodes(broken, nodes)].sort()).toEqual(['db', 'svc:db postgresql 5432', 'web']);
  });
});
