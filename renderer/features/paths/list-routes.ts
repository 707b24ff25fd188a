import type { AttackPaths, AttackPathView } from '../../../shared/contract/paths.ts';

/** The ways to one target that are told: the likeliest, and the shortest where that is another. */
export interface Route {
  target: string;
  targetName: string;
  likeliest: AttackPathView;
  shortest: AttackPathView | null;
}

/** One of the routes, opened: which of its ways is drawn, and where it stands in the list. */
export interface OpenRoute {
  route: Route;
  way: 'likeliest' | 'shortest';
  path: AttackPathView;
  index: number;
}

/** The routes of an answer, likeliest first. */
export function listRoutes({ likeliest, shortest }: Pick<AttackPaths, 'likeliest' | 'shortest'>): Route[] {
  const shorter = new Map(shortest.map((path) => [path.target, path]));
  return likeliest.map((path) => ({
    target: path.target,
    targetName: path.targetName,
    likeliest: path,
    shortest: shorter.get(path.target) ?? null,
  }));
}

/** The route to a target; null where none leads there. Asked for a shortest way that is none of its own, the likeliest. */
export function openRoute(
  routes: readonly Route[],
  target: string | undefined,
  way: 'shortest' | undefined,
): OpenRoute | null {
  const index = routes.findIndex((route) => route.target === target);
  const route = routes[index];
  if (route === undefined) return null;
  if (way === 'shortest' && route.shortest !== null) return { route, way, path: route.shortest, index };
  return { route, way: 'likeliest', path: route.likeliest, index };
}

/** Target of the route `by` places on from the open one; the first or last where none is open. Undefined without routes. */
export function stepRoute(routes: readonly Route[], open: OpenRoute | null, by: 1 | -1): string | undefined {
  if (open === null) return routes.at(by === 1 ? 0 : -1)?.target;
  return routes[Math.min(routes.length - 1, Math.max(0, open.index + by))]?.target;
}
