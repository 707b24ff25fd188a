import { FlowList } from './flow-list.ts';
import type { Glimpse } from './glimpse.ts';
import { PackedTimes } from './packed-times.ts';
import { PortSet } from './port-set.ts';
import { Tally } from './tally.ts';

/** Calls whose times are kept: a rhythm is sure after sixty, and what hundreds do not show, more do not either. */
const MAX_TIMES = 256;
const MAX_PORTS = 256;

/** What became of the calls of one kind (answered, or not) to one service of one peer. */
export class CallSeries {
  /** Starts of calls, microseconds. */
  readonly starts = new PackedTimes(MAX_TIMES);
  readonly ports = new PortSet(MAX_PORTS);
  readonly sent = new Tally();
  readonly received = new Tally();
  readonly flows = new FlowList();

  add(flow: Glimpse): void {
    this.starts.add(flow.start);
    this.ports.add(flow.sport);
    this.sent.add(flow.sent);
    this.received.add(flow.received);
    this.flows.add(flow);
  }
}

/** HTTP requests to one service of one peer, which several may share one flow. */
export class RequestSeries {
  readonly times = new PackedTimes(MAX_TIMES);
  readonly paths = new Set<string>();
  readonly flows = new FlowList();

  add(flow: number, time: number, path: string): void {
    this.times.add(time);
    if (this.paths.size < 32) this.paths.add(path.split('?', 1)[0]?.slice(0, 128) ?? '');
    this.flows.addAt(flow, time, time);
  }
}
