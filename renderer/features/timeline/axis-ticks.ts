const second = 1e6;
const steps = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200,
  10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000, 31_536_000,
].map((seconds) => seconds * second);

/** Round times on an axis (microseconds), at most `most`, and the step between them. */
export function placeTicks(from: number, to: number, most: number): { ticks: number[]; step: number } {
  const length = to - from;
  const step = steps.find((candidate) => length / candidate <= most) ?? 31_536_000 * second;
  const ticks: number[] = [];
  if (length <= 0) return { ticks, step };
  for (let time = Math.ceil(from / step) * step; time <= to; time += step) ticks.push(time);
  return { ticks, step };
}
