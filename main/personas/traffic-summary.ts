/** What a profile says in figures. */
export interface TrafficSummary {
  /** Flows it began and flows it served; those that met silence or refusal are among the first. */
  asked: number;
  served: number;
  failed: number;
  /** Flows of each class of service, most first. */
  uses: { kind: string; flows: number }[];
  offers: { kind: string; flows: number }[];
  /** Distinct peers on either side, counted to 128. */
  servers: number;
  clients: number;
  /** Flows begun or served in each hour of the day, UTC, 24 values. */
  hours: number[];
}

/** Counts by kind, most first. */
export function rankCounts(counts: ReadonlyMap<string, number>): { kind: string; flows: number }[] {
  return [...counts]
    .map(([kind, flows]) => ({ kind, flows }))
    .sort((a, b) => b.flows - a.flows || (a.kind < b.kind ? -1 : 1));
}

/** Adds up counts by kind of several addresses of one machine. */
export function joinCounts(
  parts: readonly (readonly { kind: string; flows: number }[])[],
): { kind: string; flows: number }[] {
  const counts = new Map<string, number>();
  for (const { kind, flows } of parts.flat()) counts.set(kind, (counts.get(kind) ?? 0) + flows);
  return rankCounts(counts);
}

/** Joins the figures of several addresses of one machine. */
export function joinSummaries(summaries: readonly TrafficSummary[]): TrafficSummary {
  const sum = (pick: (summary: TrafficSummary) => number): number =>
    summaries.reduce((total, summary) => total + pick(summary), 0);
  return {
    asked: sum((summary) => summary.asked),
    served: sum((summary) => summary.served),
    failed: sum((summary) => summary.failed),
    uses: joinCounts(summaries.map((summary) => summary.uses)),
    offers: joinCounts(summaries.map((summary) => summary.offers)),
    servers: sum((summary) => summary.servers),
    clients: sum((summary) => summary.clients),
    hours: Array.from({ length: 24 }, (_, hour) => sum((summary) => summary.hours[hour] ?? 0)),
  };
}
