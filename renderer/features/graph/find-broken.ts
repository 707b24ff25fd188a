import type { GraphNode, GraphView } from './graph-view.ts';

/** A dependency that a draft of a policy would deny: ids of VMs, or addresses outside. */
export interface BrokenDependency {
  from: string;
  to: string;
  service: string;
}

/** Services are named with their port where it is known: `tls 443`; a bare name stands for any port. */
function isService(label: string, service: string): boolean {
  return label === service || label.startsWith(`${service} `) || service.startsWith(`${label} `);
}

/** Ids that nodes of the graph may have for an end: a VM's own, or that of an address outside. */
function namesOf(end: string): string[] {
  return [end, `out:${end}`];
}

/** The same for ends whose address has no node of its own: it is one of many that one node stands for. */
function foldedNames(end: string, folded: string, known: (id: string) => boolean): string[] {
  const own = namesOf(end);
  return own.some(known) ? own : [folded];
}

/** Ids of the nodes at broken dependencies, services too: what must stand by itself for them to be seen. */
export function listBrokenNodes(
  broken: readonly BrokenDependency[],
  nodes: readonly Pick<GraphNode, 'id' | 'kind' | 'label'>[],
): ReadonlySet<string> {
  const known = new Set(nodes.map(({ id }) => id));
  const found = new Set<string>();
  for (const { from, to, service } of broken) {
    for (const id of [...namesOf(from), ...namesOf(to)]) if (known.has(id)) found.add(id);
    for (const { id, kind, label } of nodes)
      if (kind === 'service' && id.startsWith(`svc:${to} `) && isService(label, service)) found.add(id);
  }
  return found;
}

/** Ids of drawn edges that stand for broken dependencies: to the box of the service where there is one, else to its end. */
export function findBroken(broken: readonly BrokenDependency[], view: GraphView): ReadonlySet<string> {
  const edges = new Map(view.edges.map((edge) => [edge.id, edge]));
  const nodes = new Set(view.nodes.map(({ id }) => id));
  const known = (id: string): boolean => nodes.has(id);
  const found = new Set<string>();
  for (const { from, to, service } of broken) {
    const services = view.nodes.filter(
      ({ id, kind, label }) => kind === 'service' && id.startsWith(`svc:${to} `) && isService(label, service),
    );
    const ends = [...services.map(({ id }) => id), ...foldedNames(to, `out:servers ${service}`, known)];
    for (const begin of foldedNames(from, 'out:clients', known))
      for (const end of ends) {
        const edge = edges.get(`${begin} → ${end}`);
        // A box of one service says by itself which; an edge to a VM stands for all services that it has.
        if (edge !== undefined && (end.startsWith('svc:') || edge.services.some((name) => isService(name, service))))
          found.add(edge.id);
      }
  }
  return found;
}
