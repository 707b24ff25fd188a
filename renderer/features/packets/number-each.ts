/** Things with their number from 1: the only identity of what repeats, such as lines and records. */
export function numberEach<T>(items: readonly T[]): { number: number; item: T }[] {
  return items.map((item, at) => ({ number: at + 1, item }));
}
