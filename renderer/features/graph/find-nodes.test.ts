import { expect, it } from 'vitest';
import { findNodes } from './find-nodes.ts';
import type { GraphNode } from './graph-view.ts';

const node = (label: string, detail = ''): GraphNode => ({
  id: label,
  kind: 'subject',
  label,
  detail,
  risk: null,
  group: '',
  filter: '',
});

it('finds by name and address, starting ones first, few', () => {
  const nodes = [node('app-web'), node('web-01', '10.0.0.5'), node('db', '10.0.0.7')];
  expect(findNodes(nodes, 'WEB', 8).map(({ id }) => id)).toEqual(['web-01', 'app-web']);
  expect(findNodes(nodes, '10.0.0.7', 8).map(({ id }) => id)).toEqual(['db']);
  expect(findNodes(nodes, ' ', 8)).toEqual([]);
  expect(findNodes(nodes, 'e', 1)).toHaveLength(1);
});
