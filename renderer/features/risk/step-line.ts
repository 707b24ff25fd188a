import type { RiskMove } from '../../../shared/contract/risk.ts';

/** A stretch at one height, shares of the width and the risk. */
export interface RiskStretch {
  from: number;
  to: number;
  risk: number;
}

/** The risk as stretches between moves, from the beginning of a span to its end. Moves outside stand at its edges. */
export function layStretches(moves: readonly RiskMove[], from: number, to: number, risk: number): RiskStretch[] {
  const span = Math.max(1, to - from);
  const place = (time: number): number => Math.min(1, Math.max(0, (time - from) / span));
  const stretches: RiskStretch[] = [];
  let at = 0;
  for (const move of moves) {
    const end = place(move.time);
    stretches.push({ from: at, to: end, risk: move.before });
    at = end;
  }
  stretches.push({ from: at, to: 1, risk: moves.at(-1)?.after ?? risk });
  return stretches;
}

/** The stretches as one path in a box of 100 × 100, risk 1 at the top. */
export function drawStretches(stretches: readonly RiskStretch[]): string {
  return stretches
    .map(({ from, to, risk }, index) => {
      const y = (100 - risk * 100).toFixed(2);
      return `${index === 0 ? `M${(from * 100).toFixed(2)} ${y}` : `V${y}`}H${(to * 100).toFixed(2)}`;
    })
    .join('');
}
