import type { AttackEdge } from './attack-graph.ts';
import type { AttackGraph } from './build-attack-graph.ts';

/** What the rules in force say of ways between VMs. */
export interface WayRules {
  /** VMs that have rules, by their ids. */
  governed: ReadonlySet<string>;
  /** Whether one may open a connection to a service of a VM; `from` is a VM's id or {@link INTERNET}. */
  permits(from: string, to: string, transport: string, port: number): boolean;
}

/** Ways between VMs of a network that are asked about at most; what is not asked about stays open. */
const MOST = 200_000;

/**
 * Takes away what rules deny. A network lets any of its VMs reach any service in it; where rules speak of a VM it is broken up into the ways
 * from each VM that they leave open.
 * @returns the graph that is left, ways that were taken away, and whether there were too many to look at all
 */
export function applyRules(
  { nodes, edges }: AttackGraph,
  rules: WayRules,
): { graph: AttackGraph; denied: number; isWhole: boolean } {
  const isGoverned = (id: string): boolean => rules.governed.has(id);
  const members = new Map<string, string[]>();
  for (const { from, to, port, transport } of edges)
    if (transport === '' && port === 0) members.set(to, [...(members.get(to) ?? []), from]);
  const left = new Map<string, AttackEdge>();
  const keep = (edge: AttackEdge): void => {
    const key = `${edge.from} ${edge.to} ${edge.transport} ${edge.port}`;
    // What was seen to be used says more than what is open.
    if (left.get(key)?.basis !== 'observed') left.set(key, edge);
  };
  let denied = 0;
  let broken = 0;
  let isWhole = true;
  for (const edge of edges) {
    const { from, to, transport, port } = edge;
    const inside = members.get(from);
    if (inside === undefined) {
      if (members.has(to) && isGoverned(from)) continue;
      if ((isGoverned(from) || isGoverned(to)) && !members.has(to) && !rules.permits(from, to, transport, port))
        denied += 1;
      else keep(edge);
      continue;
    }
    const asked = isGoverned(to) ? inside : inside.filter(isGoverned);
    if (!isGoverned(to)) keep(edge);
    for (const member of asked) {
      if (member === to) continue;
      broken += 1;
      if (broken > MOST) isWhole = false;
      if (broken > MOST || rules.permits(member, to, transport, port)) keep({ ...edge, from: member });
      else denied += 1;
    }
  }
  return { graph: { nodes, edges: [...left.values()] }, denied, isWhole };
}
