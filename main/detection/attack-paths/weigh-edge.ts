import type { AttackEdge, AttackModel, AttackNode, AttackStep, AttackVector } from './attack-graph.ts';

/** Finds vectors by service and port at once: a fleet asks fifty thousand times. */
export function createVectorFinder(model: AttackModel): (edge: AttackEdge) => AttackVector {
  const byService = new Map<string, AttackVector>();
  const byPort = new Map<number, AttackVector>();
  for (const vector of model.vectors) {
    for (const service of vector.services) if (!byService.has(service)) byService.set(service, vector);
    for (const port of vector.ports) if (!byPort.has(port)) byPort.set(port, vector);
  }
  return ({ service, port }) => byService.get(service) ?? byPort.get(port) ?? model.other;
}

/**
 * The step that an edge allows: its technique, how likely it succeeds, and what it takes. A weakness of the target counts
 * where it makes the step likelier; a VM that was seen to use the service holds what opens it.
 */
export function weighEdge(edge: AttackEdge, target: AttackNode, vector: AttackVector, model: AttackModel): AttackStep {
  // To speak on a network that one is part of takes nothing.
  if (target.kind === 'network')
    return { from: edge.from, to: edge.to, edge, technique: '', probability: 1, needs: '' };
  const isTrusted = edge.basis === 'observed';
  let probability = isTrusted ? vector.trusted : vector.bare;
  let { technique } = vector;
  let needs = isTrusted ? vector.trustedNeeds : vector.needs;
  const [worst] = target.weaknesses;
  const byWeakness = worst === undefined ? 0 : worst.exploited ? model.exploited : model.weakness;
  if (worst !== undefined && byWeakness > probability) {
    probability = byWeakness;
    technique = 'T1210';
    needs = `${worst.id}${worst.exploited ? ', which is exploited in the wild,' : ''} behind`;
  }
  return { from: edge.from, to: edge.to, edge, technique, probability, needs };
}
