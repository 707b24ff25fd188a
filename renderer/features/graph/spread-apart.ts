import type { Position } from './group-layout.ts';

/**
 * Moves what overlaps apart until no two places are nearer than `width` and `height`, or the rounds are used up.
 * Kept places stay; only the others move. Gives new positions, the given ones are not changed.
 */
export function spreadApart(
  places: readonly (readonly [id: string, place: Position])[],
  kept: ReadonlySet<string>,
  width: number,
  height: number,
  rounds = 80,
): [id: string, place: Position][] {
  const spread = places.map(([id, { x, y }], index): [string, Position] => [
    id,
    // Two on one spot have no direction to part in; a small turn by their order gives each its own.
    kept.has(id) ? { x, y } : { x: x + Math.cos(index) * 2, y: y + Math.sin(index) * 2 },
  ]);
  for (let round = 0; round < rounds; round++) {
    let moved = false;
    spread.sort(([, a], [, b]) => a.x - b.x);
    for (const [at, [id, place]] of spread.entries()) {
      for (let next = at + 1; next < spread.length; next++) {
        const entry = spread[next];
        if (entry === undefined) break;
        const [otherId, other] = entry;
        if (other.x - place.x >= width) break;
        const overX = width - Math.abs(other.x - place.x);
        const overY = height - Math.abs(other.y - place.y);
        if (overX <= 0.01 || overY <= 0.01) continue;
        const free = (kept.has(id) ? 0 : 1) + (kept.has(otherId) ? 0 : 1);
        if (free === 0) continue;
        moved = true;
        const axis = overX / width < overY / height ? 'x' : 'y';
        const push = ((axis === 'x' ? overX : overY) / free) * (other[axis] >= place[axis] ? 1 : -1);
        if (!kept.has(id)) place[axis] -= push;
        if (!kept.has(otherId)) other[axis] += push;
      }
    }
    if (!moved) break;
  }
  return spread;
}
