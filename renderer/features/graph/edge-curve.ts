import type { Position } from './group-layout.ts';

/** Control points of a curve relative to its straight line: share along it, and pixels beside it. */
export interface EdgeCurve {
  weights: number[];
  distances: number[];
}

/** Shorter across than this, the bends of a curve would fall inside the boxes at its ends, and no line were drawn. */
const across = 150;

/**
 * An S that leaves and arrives level, as flows from left to right read best; a bow where a long level line would run
 * through what stands between; null where a straight line does.
 */
export function curveEdge(from: Position, to: Position): EdgeCurve | null {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy);
  if (length < 1 || Math.abs(dx) < across) return null;
  if (Math.abs(dy) < 12) {
    if (length < 260) return null;
    // Seen from its start a line bows to its right hand: the sign keeps the bow above.
    const rise = Math.sign(-dx) * Math.min(70, 24 + length / 16);
    return { weights: [0.2, 0.8], distances: [rise, rise] };
  }
  const points = [
    { x: dx * 0.38, y: 0 },
    { x: dx * 0.62, y: dy },
  ];
  return {
    weights: points.map((point) => (point.x * dx + point.y * dy) / (length * length)),
    distances: points.map((point) => (-point.x * dy + point.y * dx) / length),
  };
}
