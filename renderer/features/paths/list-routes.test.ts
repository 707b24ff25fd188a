import { describe, expect, it } from 'vitest';
import { listRoutes, openRoute, stepRoute } from './list-routes.ts';
import { makePath } from './make-path.test-support.ts';

const routes = listRoutes({
  likeliest: [makePath(['internet', 'web', 'db']), makePath(['office', 'web', 'mail'], 0.2)],
  shortest: [makePath(['internet', 'db'], 0.01)],
});

describe('routes to targets', () => {
  it('hold the likeliest, and the shortest where that is another', () => {
    expect(routes.map(({ target, shortest }) => [target, shortest?.steps.length ?? null])).toEqual([
      ['db', 1],
      ['mail', null],
    ]);
  });

  it.each([
    ['db', undefined, 'likeliest', 2],
    ['db', 'shortest', 'shortest', 1],
    ['mail', 'shortest', 'likeliest', 2],
  ] as const)('to %s, %s: opens the %s', (target, asked, way, steps) => {
    const open = openRoute(routes, target, asked);
    expect(open?.way).toBe(way);
    expect(open?.path.steps.length).toBe(steps);
  });

  it('what is not reached any more is not open', () => {
    expect(openRoute(routes, 'gone', undefined)).toBeNull();
    expect(openRoute(routes, undefined, undefined)).toBeNull();
  });

  it('steps from one to the next, stays at the ends, and begins at either', () => {
    const first = openRoute(routes, 'db', undefined);
    const last = openRoute(routes, 'mail', undefined);
    expect([stepRoute(routes, first, 1), stepRoute(routes, first, -1)]).toEqual(['mail', 'db']);
    expect([stepRoute(routes, last, 1), stepRoute(routes, last, -1)]).toEqual(['mail', 'db']);
    expect([stepRoute(routes, null, 1), stepRoute(routes, null, -1), stepRoute([], null, 1)]).toEqual([
      'db',
      'mail',
      undefined,
    ]);
  });
});
