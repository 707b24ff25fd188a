import type { TwinWindow } from '../../../shared/contract/twin.ts';
import type { TimeWindow } from '../../../shared/units.ts';

/** Which windows a list shows: those that wait for somebody, or those decided. */
export type WindowPile = 'waiting' | 'decided';

/** A window with its place in the list, from 1. */
export interface RankedWindow {
  rank: number;
  window: TwinWindow;
}

/** True while a window is neither accepted nor rejected nor aged out. */
export function isWaiting(window: TwinWindow): boolean {
  return window.state === 'kept-out';
}

/**
 * Windows of one pile inside a window of time (null: all), most surprising first. The score ranks, for it compares
 * channels; bits break ties, and of two alike the later stands first.
 */
export function rankWindows(
  windows: readonly TwinWindow[],
  pile: WindowPile,
  within: TimeWindow | null,
): RankedWindow[] {
  return windows
    .filter((window) => isWaiting(window) === (pile === 'waiting'))
    .filter(({ from, to }) => within === null || (to >= within.from && from < within.to))
    .toSorted((a, b) => b.score - a.score || b.bits - a.bits || b.from - a.from)
    .map((window, index) => ({ rank: index + 1, window }));
}

/** True where a window can still be decided so: what was rejected can be accepted later, what was learned is taken back by a version. */
export function isOpenTo(window: TwinWindow, decision: 'accept' | 'reject'): boolean {
  return isWaiting(window) || (decision === 'accept' && window.state === 'rejected');
}

/** What a decision would be about: the windows that are ticked, else the open one; only those open to it. */
export function chooseTargets(
  ranked: readonly RankedWindow[],
  ticked: ReadonlySet<string>,
  open: string | null,
  decision: 'accept' | 'reject',
): RankedWindow[] {
  const able = ranked.filter(({ window }) => isOpenTo(window, decision));
  const marked = able.filter(({ window }) => ticked.has(window.id));
  return marked.length > 0 ? marked : able.filter(({ window }) => window.id === open);
}

/** Numbers in words: `1`, `1 and 3`, `1, 2 and 5`. */
export function joinRanks(targets: readonly RankedWindow[]): string {
  const ranks = targets.map(({ rank }) => String(rank));
  const last = ranks.pop() ?? '';
  return ranks.length === 0 ? last : `${ranks.join(', ')} and ${last}`;
}

/** The id `step` places further in the list, from the open one; its first or last where none is open. */
export function stepWindow(ranked: readonly RankedWindow[], open: string | null, step: 1 | -1): string | null {
  const at = ranked.findIndex(({ window }) => window.id === open);
  const next = at < 0 ? (step === 1 ? 0 : ranked.length - 1) : Math.min(ranked.length - 1, Math.max(0, at + step));
  return ranked[next]?.window.id ?? null;
}
