import { weighEdge, createVectorFinder } from './attack-paths/weigh-edge.ts';
import type { AttackModel, AttackNode } from './attack-paths/attack-graph.ts';
import { serviceOrPort } from './context-weight.ts';
import type { SubjectAssessment } from './assessment.ts';
import type { Dependency } from './dependency-book.ts';
import type { DependencyStep, Inheritance } from './inheritance.ts';
import type { Thresholds } from './thresholds.ts';

/** VMs whose risk comes over to others; the worst. */
const MOST_SOURCES = 64;
/** Trusted Relationship: whoever holds a server speaks to those who rely on it. */
const TRUSTED_RELATIONSHIP = 'T1199';

/** Use of one subject's services by another, the most telling of them. */
interface Link {
  client: number;
  server: number;
  dependency: Dependency;
  /** What arrives at the client of the server's risk, and the other way round. */
  down: number;
  up: number;
  technique: string;
}

interface Reach {
  share: number;
  via: Link | null;
  from: Reach | null;
}

/**
 * Finds from whom each subject gets risk, and by what way: from those it depends on, less with every step, and from those
 * that use it and could get in, as likely as each step succeeds. Only a subject's own risk spreads, never what came over to it:
 * a circle of dependencies feeds nobody.
 * @param subjects with their own risks
 * @returns what comes over to each subject, most first, by its id
 */
export function findInheritance(
  subjects: readonly SubjectAssessment[],
  dependencies: Iterable<Dependency>,
  thresholds: Thresholds,
  model: AttackModel,
): Map<string, Inheritance[]> {
  const { minRisk, most, minShare } = thresholds.inherited;
  const found = new Map<string, Inheritance[]>();
  const sources = subjects
    .flatMap(({ id, risk }, place) => (risk !== null && risk >= minRisk ? [{ id, risk, place }] : []))
    .sort((a, b) => b.risk - a.risk || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_SOURCES);
  if (sources.length === 0) return found;
  const links = joinLinks(subjects, dependencies, thresholds, model);
  if (links.length === 0) return found;
  const byServer = gather(subjects.length, links, ({ server }) => server);
  const byClient = gather(subjects.length, links, ({ client }) => client);
  for (const { place, risk } of sources) {
    for (const kind of ['inherited', 'within-reach'] as const) {
      const outward = kind === 'inherited' ? byServer : byClient;
      for (const [at, reach] of spread(place, outward, kind, thresholds.inherited)) {
        const subject = subjects[at];
        const source = subjects[place];
        if (subject === undefined || source === undefined || subject.risk === null) continue;
        if (reach.share * risk < minShare) continue;
        const kept = found.get(subject.id) ?? [];
        kept.push(tell(kind, source, reach, subjects));
        found.set(subject.id, kept);
      }
    }
  }
  const ownOf = new Map(subjects.map(({ id, risk }) => [id, risk ?? 0]));
  const worth = ({ source, share }: Inheritance): number => share * (ownOf.get(source) ?? 0);
  for (const [id, all] of found) {
    const kept = all.sort((a, b) => worth(b) - worth(a) || (a.source < b.source ? -1 : 1));
    // Of one VM both ways count once: the worse.
    const told = new Set<string>();
    found.set(id, kept.filter(({ source }) => !told.has(source) && told.add(source)).slice(0, most));
  }
  return found;
}

function joinLinks(
  subjects: readonly SubjectAssessment[],
  dependencies: Iterable<Dependency>,
  { inherited }: Thresholds,
  model: AttackModel,
): Link[] {
  const places = new Map<string, number>();
  for (const [place, { addresses }] of subjects.entries()) for (const address of addresses) places.set(address, place);
  const nodes = subjects.map(toNode);
  const findVector = createVectorFinder(model);
  const links = new Map<number, Link>();
  for (const dependency of dependencies) {
    const client = places.get(dependency.client);
    const server = places.get(dependency.server);
    if (client === undefined || server === undefined || client === server) continue;
    if (dependency.flows < inherited.minFlows) continue;
    const { transport, port, service } = dependency;
    const known = serviceOrPort(service, port);
    const edge = { from: '', to: '', transport, port, service: known, basis: 'observed' } as const;
    const step = weighEdge(edge, nodes[server] as AttackNode, findVector(edge), model);
    const link: Link = {
      client,
      server,
      dependency,
      down: inherited.decay * (inherited.services[known] ?? 1),
      up: step.probability,
      technique: step.technique,
    };
    const key = client * subjects.length + server;
    const before = links.get(key);
    if (before === undefined || isMoreTelling(link, before)) links.set(key, link);
  }
  return [...links.values()];
}

function toNode({ id, name, inferredRole, declaredRole, sensitivity, weaknesses }: SubjectAssessment): AttackNode {
  return {
    id,
    name,
    kind: 'vm',
    role: declaredRole || inferredRole.role,
    sensitivity,
    // As on the paths themselves: what nobody can mend yet sets no VM apart.
    weaknesses: (weaknesses?.worst ?? []).filter(({ exploited, fixed }) => exploited || fixed !== ''),
  };
}

function isMoreTelling(one: Link, other: Link): boolean {
  if (one.up !== other.up) return one.up > other.up;
  if (one.down !== other.down) return one.down > other.down;
  const [a, b] = [one.dependency, other.dependency];
  return a.port !== b.port ? a.port < b.port : a.client + a.server < b.client + b.server;
}

function gather(count: number, links: readonly Link[], endOf: (link: Link) => number): Link[][] {
  const lists: Link[][] = Array.from({ length: count }, () => []);
  for (const link of links) lists[endOf(link)]?.push(link);
  return lists;
}

/** Best ways from a subject to others, of at most so many steps. */
function spread(
  start: number,
  outward: readonly (readonly Link[])[],
  kind: Inheritance['kind'],
  { hops, reach }: Thresholds['inherited'],
): Map<number, Reach> {
  const best = new Map<number, Reach>([[start, { share: kind === 'inherited' ? 1 : reach, via: null, from: null }]]);
  let front = [start];
  for (let hop = 0; hop < hops && front.length > 0; hop++) {
    const next = new Map<number, Reach>();
    for (const at of front) {
      const from = best.get(at);
      if (from === undefined) continue;
      for (const link of outward[at] ?? []) {
        const to = kind === 'inherited' ? link.client : link.server;
        const share = from.share * (kind === 'inherited' ? link.down : link.up);
        const known = Math.max(best.get(to)?.share ?? 0, next.get(to)?.share ?? 0);
        if (share > known) next.set(to, { share, via: link, from });
      }
    }
    for (const [to, reach] of next) best.set(to, reach);
    front = [...next.keys()].sort((a, b) => a - b);
  }
  best.delete(start);
  return best;
}

function tell(
  kind: Inheritance['kind'],
  { id, name }: SubjectAssessment,
  reach: Reach,
  subjects: readonly SubjectAssessment[],
): Inheritance {
  const path: DependencyStep[] = [];
  let since = 0;
  for (let at: Reach | null = reach; at !== null && at.via !== null; at = at.from) {
    const { client, server, dependency } = at.via;
    const [from, to] = [subjects[client], subjects[server]];
    path.push({
      from: from?.id ?? '',
      fromName: from?.name ?? '',
      to: to?.id ?? '',
      toName: to?.name ?? '',
      service: serviceOrPort(dependency.service, dependency.port) || dependency.transport,
      port: dependency.port,
    });
    since = Math.max(since, dependency.firstSeen);
  }
  // Walked from the VM back to the source: that is the order of uses where it depends on it.
  if (kind === 'within-reach') path.reverse();
  const technique = kind === 'inherited' ? TRUSTED_RELATIONSHIP : (reach.via?.technique ?? '');
  return { kind, source: id, sourceName: name, share: reach.share, path, technique, since };
}
