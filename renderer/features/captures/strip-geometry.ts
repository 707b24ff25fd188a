import type { Micros, TimeWindow } from '../../../shared/units.ts';

/** A bar of the session strip, in pixels; `inside` when it lies in the chosen window. */
export interface StripBar {
  x: number;
  width: number;
  height: number;
  value: number;
  inside: boolean;
}

/** Alerts that stand too close to be told apart on the strip: one mark, the worst of them speaks. */
export interface StripMark<T extends { time: Micros; score: number }> {
  x: number;
  worst: T;
  count: number;
}

/** Maps evidence time to pixels of the strip; the unread part stands at its right end. */
export interface StripScale {
  from: Micros;
  /** End of what was read. */
  readTo: Micros;
  /** End of the axis: beyond `readTo` lies what is not read yet, estimated from the progress. */
  to: Micros;
  width: number;
  toX: (time: Micros) => number;
  toTime: (x: number) => Micros;
}

/** Builds the scale of a strip; `progress` 0 to 1 is the share of the evidence already read. */
export function buildStripScale(from: Micros, readTo: Micros, progress: number, width: number): StripScale {
  const read = Math.max(1, readTo - from);
  // Early on the estimate jumps about; an axis of more than five times what is read would only shrink what is there.
  const share = Math.min(1, Math.max(0.2, progress));
  const to = progress >= 1 ? from + read : from + read / share;
  const span = to - from;
  return {
    from,
    readTo: from + read,
    to,
    width,
    toX: (time) => (Math.min(Math.max(time, from), to) - from) * (width / span),
    toTime: (x) => from + (Math.min(Math.max(x, 0), width) / width) * span,
  };
}

/** Bars of a histogram, as high as their value asks; anything seen at all is at least one pixel high. */
export function buildStripBars(
  values: number[],
  from: Micros,
  step: number,
  scale: StripScale,
  height: number,
  window: TimeWindow | null,
): StripBar[] {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  const bars: StripBar[] = [];
  for (const [index, value] of values.entries()) {
    if (value <= 0) continue;
    const start = from + index * step;
    const x = scale.toX(start);
    const gap = scale.toX(start + step) - x > 3 ? 1 : 0;
    bars.push({
      x,
      width: Math.max(1, scale.toX(start + step) - x - gap),
      height: Math.max(1, Math.round((value / most) * height)),
      value,
      inside: window === null || (start + step > window.from && start < window.to),
    });
  }
  return bars;
}

/** Marks at least `distance` pixels apart, from left to right; nearer ones are gathered under the worst. */
export function gatherMarks<T extends { time: Micros; score: number }>(
  marks: T[],
  scale: StripScale,
  distance: number,
): StripMark<T>[] {
  const gathered: StripMark<T>[] = [];
  for (const mark of marks.toSorted((a, b) => a.time - b.time)) {
    const x = scale.toX(mark.time);
    const last = gathered.at(-1);
    if (last !== undefined && x - last.x < distance) {
      last.count++;
      if (mark.score > last.worst.score) last.worst = mark;
    } else gathered.push({ x, worst: mark, count: 1 });
  }
  return gathered;
}
