import { expect, test } from 'vitest';
import { assessed } from '../detection/synthetic.test-support.ts';
import { buildGraph, type GraphFlow } from './build-graph.ts';

function flow(src: string, dst: string, dport = 443, changes: Partial<GraphFlow> = {}): GraphFlow {
  return {
    src,
    dst,
    transport: 'tcp',
    service: 'tls',
    dport,
    flows: 1,
    bytesOut: 10,
    bytesIn: 5,
    firstSeen: 1,
    lastSeen: 2,
    ...changes,
  };
}

const noAlerts = new Map<string, number>();
const web = assessed({ id: '10.0.0.1', network: '10.0.0.0/24', risk: 0.1 });
const database = assessed({ id: '10.0.0.2', network: '10.0.0.0/24', risk: 0.1 });

test('a service stands between those who use it and the VM that offers it', () => {
  const graph = buildGraph(
    [flow('10.0.0.1', '10.0.0.2', 5432, { service: 'postgres' })],
    [web, database],
    new Map(),
    'none',
    noAlerts,
  );
  expect(graph.nodes.map((node) => [node.kind, node.label])).toEqual([
    ['subject', '10.0.0.1'],
    ['subject', '10.0.0.2'],
    ['service', 'postgres 5432'],
  ]);
  expect(graph.edges.map((edge) => [edge.from, edge.to, edge.bytes])).toEqual([
    ['10.0.0.1', 'svc:10.0.0.2 postgres 5432', 15],
    ['svc:10.0.0.2 postgres 5432', '10.0.0.2', 15],
  ]);
});

test('many outside peers become one node, but the one an alert speaks of stands by itself', () => {
  const flows = Array.from({ length: 40 }, (_, index) => flow('10.0.0.1', `198.51.100.${index}`));
  const alerts = new Map([['10.0.0.1 198.51.100.3 tcp 443', 0.8]]);
  const graph = buildGraph(flows, [web], new Map(), 'none', alerts);
  const outside = graph.nodes.filter((node) => node.kind === 'outside');
  expect(outside.map((node) => node.label).sort()).toEqual(['198.51.100.3', 'Outside, tls 443']);
  expect(graph.foldedPeers).toBe(39);
  expect(graph.edges.map((edge) => [edge.to, edge.alert])).toContainEqual(['out:198.51.100.3', 0.8]);
});

test('only the edge whose flows prove an alert carries it; address questions are shown with one alone', () => {
  const flows = [
    flow('10.0.0.1', '10.0.0.2', 22, { service: 'ssh' }),
    flow('10.0.0.1', '10.0.0.2', 80),
    flow('10.0.0.1', '10.0.0.2', 0, { transport: 'arp', service: '' }),
  ];
  const marked = buildGraph(flows, [web, database], new Map(), 'none', new Map([['10.0.0.1 10.0.0.2 tcp 22', 0.7]]));
  expect(marked.edges.filter((edge) => edge.alert !== null).map((edge) => edge.service)).toEqual(['ssh 22', 'ssh 22']);
  expect(marked.nodes.some((node) => node.label === 'arp')).toBe(false);
  const sweep = buildGraph(flows, [web, database], new Map(), 'none', new Map([['10.0.0.1 10.0.0.2 arp 0', 0.9]]));
  expect(sweep.nodes.some((node) => node.label === 'arp')).toBe(true);
});

test('a port scan is one service node, not a thousand', () => {
  const flows = Array.from({ length: 1000 }, (_, port) => flow('10.0.0.1', '10.0.0.2', port + 1, { service: '' }));
  const graph = buildGraph(flows, [web, database], new Map(), 'none', noAlerts);
  expect(graph.nodes.filter((node) => node.kind === 'service').map((node) => node.label)).toEqual(['1000 services']);
  expect(graph.edges[0]?.flows).toBe(1000);
});

test('groups count their members, by role and by subnet', () => {
  const roles = new Map([['10.0.0.1', 'web']]);
  const byRole = buildGraph([], [web, database], roles, 'role', noAlerts);
  expect(byRole.groups).toEqual([
    { key: 'role:web', label: 'web', members: 1 },
    { key: 'role:none', label: 'No role yet', members: 1 },
  ]);
  expect(buildGraph([], [web, database], roles, 'subnet', noAlerts).groups).toEqual([
    { key: 'net:10.0.0.0/24', label: '10.0.0.0/24', members: 2 },
  ]);
});

test('every edge ends at nodes that are there', () => {
  const flows = [
    flow('10.0.0.1', '10.0.0.1', 80),
    flow('192.0.2.1', '192.0.2.2'),
    flow('192.0.2.1', '10.0.0.2', 22),
    flow('fe80::1', 'ff02::1', 0),
  ];
  const graph = buildGraph(flows, [web, database], new Map(), 'role', noAlerts);
  const known = new Set(graph.nodes.map((node) => node.id));
  for (const edge of graph.edges) expect(known.has(edge.from) && known.has(edge.to)).toBe(true);
});
