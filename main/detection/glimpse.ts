import type { Flow } from '../telemetry/flow.ts';

/** What is kept of a flow that may turn out to be the first of many: a tenth of its size. */
export interface Glimpse {
  id: number;
  start: number;
  end: number;
  sport: number;
  dport: number;
  /** Payload bytes of the client, and of the server. */
  sent: number;
  received: number;
}

/** Keeps the little of a flow that counting needs. */
export function glimpseOf(flow: Flow): Glimpse {
  const { id, start, end, sport, dport } = flow;
  return { id, start, end, sport, dport, sent: flow.out.payload, received: flow.in.payload };
}
