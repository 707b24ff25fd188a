import type { RiskMove } from '../../../shared/contract/risk.ts';
import { formatScore } from '../../ui/format-score.ts';
import { formatClock } from '../../ui/format-time.ts';

/** A history in one sentence: where it began, its largest move, where it is. */
export function tellHistory(moves: readonly RiskMove[]): string {
  const [first] = moves;
  const last = moves.at(-1);
  if (first === undefined || last === undefined) return 'It never moved.';
  const steepest = moves.reduce((most, move) => (riseOf(move) > riseOf(most) ? move : most));
  const [why] = steepest.changes;
  const cause = why === undefined ? '' : `: ${why.title}`;
  return `From ${formatScore(first.before)} to ${formatScore(last.after)} in ${moves.length === 1 ? 'one move' : `${moves.length} moves`}; most at ${formatClock(steepest.time)}${cause}.`;
}

/** By how much a move raised or lowered the risk. */
export function riseOf({ before, after }: RiskMove): number {
  return after - before;
}
