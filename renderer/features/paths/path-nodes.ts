import type { AttackPathView } from '../../../shared/contract/paths.ts';

/** Id of the start that stands for anybody outside. */
export const internet = 'internet';

interface SomeNode {
  id: string;
  kind: string;
  label: string;
}

/** The box of the service that a step misuses, where the graph has one of its own for it; undefined where it has not. */
export function findService<Node extends SomeNode>(
  nodes: readonly Node[],
  step: { to: string; service: string; port: number },
): Node | undefined {
  const offered = nodes.filter(
    ({ id, kind, label }) =>
      kind === 'service' && id.startsWith(`svc:${step.to} `) && label.endsWith(` ${String(step.port)}`),
  );
  return offered.find(({ label }) => label === `${step.service} ${String(step.port)}`) ?? offered[0];
}

/** Ids of the nodes a path leads over, services too: what must be drawn for the path to be seen. */
export function listPathNodes(path: AttackPathView, nodes: readonly SomeNode[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const step of path.steps) {
    if (step.from !== internet) found.add(step.from);
    found.add(step.to);
    const service = findService(nodes, step);
    if (service !== undefined) found.add(service.id);
  }
  return found;
}
