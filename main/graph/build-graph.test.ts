import { expect, test } from 'vitest';
import type { SubjectAssessment } from '../detection/assessment.ts';
import { buildGraph, type GraphFlow } from './build-graph.ts';

function subject(id: string, changes: Partial<SubjectAssessment> = {}): SubjectAssessment {
  return {
    id,
    name: id,
    addresses: [id],
    macs: [],
    names: [],
    network: '10.0.0.0/24',
    risk: 0.1,
    verdict: 'benign',
    personas: [],
    completeness: 1,
    incompleteReason: '',
    inferredRole: { role: '', probability: 0 },
    contributions: [],
    lowering: [],
    alerts: [],
    networkFacts: [],
    signatures: [],
    profile: { asked: 0, served: 0, failed: 0, uses: [], offers: [], servers: 0, clients: 0, hours: [] },
    mitigationRules: [],
    sensitivity: 'undeclared',
    baseline: null,
    flows: 1,
    bytesOut: 0,
    bytesIn: 0,
    firstSeen: 0,
    lastSeen: 0,
    ...changes,
  };
}

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

const web = subject('10.0.0.1');
const database = subject('10.0.0.2');

test('a service stands between those who use it and the VM that offers it', () => {
  const graph = buildGraph(
    [flow('10.0.0.1', '10.0.0.2', 5432, { service: 'postgres' })],
    [web, database],
    new Map(),
    'none',
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

test('many outside peers become one node, but the one an alert names stands by itself', () => {
  const alert = {
    id: 'a',
    subject: '10.0.0.1',
    subjectName: '',
    type: 'beacon',
    title: '',
    why: '',
    technique: { id: '', name: '', tactic: '' },
    otherTechniques: [],
    score: 0.8,
    peers: ['198.51.100.3:443'],
    firstSeen: 0,
    lastSeen: 0,
    flows: [],
    flowCount: 0,
    filter: '',
  };
  const flows = Array.from({ length: 40 }, (_, index) => flow('10.0.0.1', `198.51.100.${index}`));
  const graph = buildGraph(flows, [subject('10.0.0.1', { alerts: [alert] })], new Map(), 'none');
  const outside = graph.nodes.filter((node) => node.kind === 'outside');
  expect(outside.map((node) => node.label).sort()).toEqual(['198.51.100.3', 'Outside, tls 443']);
  expect(graph.foldedPeers).toBe(39);
  expect(graph.edges.find((edge) => edge.to === 'out:198.51.100.3')?.alert).toBe(0.8);
});

test('a port scan is one service node, not a thousand', () => {
  const flows = Array.from({ length: 1000 }, (_, port) => flow('10.0.0.1', '10.0.0.2', port + 1, { service: '' }));
  const graph = buildGraph(flows, [web, database], new Map(), 'none');
  expect(graph.nodes.filter((node) => node.kind === 'service').map((node) => node.label)).toEqual(['1000 services']);
  expect(graph.edges[0]?.flows).toBe(1000);
});

test('groups count their members, by role and by subnet', () => {
  const roles = new Map([['10.0.0.1', 'web']]);
  const byRole = buildGraph([], [web, database], roles, 'role');
  expect(byRole.groups).toEqual([
    { key: 'role:web', label: 'web', members: 1 },
    { key: 'role:none', label: 'No role yet', members: 1 },
  ]);
  expect(buildGraph([], [web, database], roles, 'subnet').groups).toEqual([
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
  const graph = buildGraph(flows, [web, database], new Map(), 'role');
  const known = new Set(graph.nodes.map((node) => node.id));
  for (const edge of graph.edges) expect(known.has(edge.from) && known.has(edge.to)).toBe(true);
});
