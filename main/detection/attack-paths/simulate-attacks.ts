import type { AttackEdge, AttackModel, AttackNode, AttackPath, AttackStep } from './attack-graph.ts';
import { buildWays, findWays, type Reached } from './path-search.ts';
import { createVectorFinder, weighEdge } from './weigh-edge.ts';

/** A rule that is not there yet: one way closed, and what that does. */
export interface Cut {
  edge: AttackEdge;
  /** Targets that no start reaches any more. */
  saved: string[];
  /** Sum over targets of how much less likely they are reached. */
  relief: number;
}

/** Where simulated attackers get, and what would stop most of it. */
export interface AttackSimulation {
  /** The likeliest way to each target that is reached, likeliest first. */
  likeliest: AttackPath[];
  /** The way with the fewest steps, where that is another one. */
  shortest: AttackPath[];
  /** Targets that no start reaches. */
  safe: string[];
  /** Single ways whose closing relieves most, best first. */
  cuts: Cut[];
}

/** Ways that are tried as cuts: those that most of the likeliest paths take. */
const CUTS_TRIED = 24;
const CUTS_TOLD = 5;

/**
 * Simulates attackers who begin at the starts and go wherever the ways lead, step by step, each step with its own
 * chance of success; a path is as likely as all its steps together.
 * @param starts ids of nodes the attackers hold @param targets ids of what must not be reached
 */
export function simulateAttacks(
  nodes: readonly AttackNode[],
  edges: readonly AttackEdge[],
  starts: readonly string[],
  targets: readonly string[],
  model: AttackModel,
): AttackSimulation {
  const places = new Map(nodes.map(({ id }, place) => [id, place]));
  const findVector = createVectorFinder(model);
  const steps: AttackStep[] = [];
  for (const edge of edges) {
    const target = nodes[places.get(edge.to) ?? -1];
    if (target === undefined || target.kind === 'internet' || !places.has(edge.from) || edge.from === edge.to) continue;
    steps.push(weighEdge(edge, target, findVector(edge), model));
  }
  const place = (id: string): number => places.get(id) ?? 0;
  const { ways, order } = buildWays(
    nodes.length,
    steps.map(({ from, to, probability }) => ({ from: place(from), to: place(to), cost: -Math.log(probability) })),
  );
  const from = starts.filter((id) => places.has(id)).map(place);
  const wanted = targets.filter((id) => places.has(id) && !starts.includes(id));
  const walk = (reached: Reached, id: string): AttackPath | null => {
    const taken: AttackStep[] = [];
    for (let at = place(id); ;) {
      const edge = reached.by[at] ?? -1;
      if (edge < 0) break;
      const step = steps[order[edge] ?? 0];
      if (step === undefined) break;
      taken.unshift(step);
      at = place(step.from);
    }
    const [first] = taken;
    if (first === undefined) return null;
    const probability = taken.reduce((product, step) => product * step.probability, 1);
    return { start: first.from, target: id, steps: joinNetworks(taken, nodes, place), probability };
  };
  const likeliestWays = findWays(ways, from);
  const isFree = (edge: number): boolean => steps[order[edge] ?? 0]?.technique === '';
  const plain = {
    ...ways,
    costs: ways.costs.map((cost, edge) => (Number.isFinite(cost) ? (isFree(edge) ? 0 : 1) : cost)),
  };
  const shortestWays = findWays(plain, from);
  const likeliest = wanted
    .map((id) => walk(likeliestWays, id))
    .filter((path) => path !== null)
    .sort((left, right) => right.probability - left.probability || (left.target < right.target ? -1 : 1));
  const shortest = wanted
    .map((id) => walk(shortestWays, id))
    .filter((path) => path !== null)
    .filter(
      ({ target, steps: few }) => few.length < (likeliest.find((path) => path.target === target)?.steps.length ?? 0),
    );
  const reachedIds = new Set(likeliest.map(({ target }) => target));

  const uses = new Map<number, number>();
  for (const id of reachedIds) {
    for (let at = place(id); (likeliestWays.by[at] ?? -1) >= 0;) {
      const edge = likeliestWays.by[at] ?? 0;
      const probability = Math.exp(-(likeliestWays.costs[place(id)] ?? 0));
      uses.set(edge, (uses.get(edge) ?? 0) + probability);
      at = place(steps[order[edge] ?? 0]?.from ?? '');
    }
  }
  const cuts = [...uses]
    .filter(([edge]) => !isFree(edge))
    .sort((left, right) => right[1] - left[1] || left[0] - right[0])
    .slice(0, CUTS_TRIED)
    .map(([edge]) => {
      const after = findWays(ways, from, edge);
      let relief = 0;
      const saved: string[] = [];
      for (const id of reachedIds) {
        const now = Math.exp(-(after.costs[place(id)] ?? 0));
        relief += Math.exp(-(likeliestWays.costs[place(id)] ?? 0)) - now;
        if (now === 0) saved.push(id);
      }
      return { edge: (steps[order[edge] ?? 0] as AttackStep).edge, saved, relief };
    })
    .filter(({ relief }) => relief > 0)
    .sort((left, right) => right.relief - left.relief)
    .slice(0, CUTS_TOLD);
  return { likeliest, shortest, safe: wanted.filter((id) => !reachedIds.has(id)), cuts };
}

/** A step by way of a network is one from the VM that speaks on it. */
function joinNetworks(
  taken: readonly AttackStep[],
  nodes: readonly AttackNode[],
  place: (id: string) => number,
): AttackStep[] {
  const joined: AttackStep[] = [];
  let speaker = '';
  for (const step of taken) {
    if (nodes[place(step.to)]?.kind === 'network') speaker = step.from;
    else {
      joined.push(speaker === '' ? step : { ...step, from: speaker });
      speaker = '';
    }
  }
  return joined;
}
