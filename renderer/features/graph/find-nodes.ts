import type { GraphNode } from './graph-view.ts';

/** Nodes whose name or address holds a text, names that start with it first; at most `most`. */
export function findNodes(nodes: readonly GraphNode[], text: string, most: number): GraphNode[] {
  const asked = text.trim().toLowerCase();
  if (asked === '') return [];
  const starting: GraphNode[] = [];
  const holding: GraphNode[] = [];
  for (const node of nodes) {
    const label = node.label.toLowerCase();
    if (label.startsWith(asked)) starting.push(node);
    else if (label.includes(asked) || node.detail.toLowerCase().includes(asked)) holding.push(node);
  }
  return [...starting, ...holding].slice(0, most);
}
