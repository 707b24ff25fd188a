import { FlowList } from './flow-list.ts';
import type { Glimpse } from './glimpse.ts';
import { Tally } from './tally.ts';

const MAX_TIMES = 2048;
const MAX_PORTS = 256;

/** What became of the calls of one kind (answered, or not) to one service of one peer. */
export class CallSeries {
  /** Starts of calls, microseconds. */
  readonly starts: number[] = [];
  readonly ports = new Set<number>();
  readonly sent = new Tally();
  readonly received = new Tally();
  readonly flows = new FlowList();

  add(flow: Glimpse): void {
    if (this.starts.length < MAX_TIMES) this.starts.push(flow.start);
    if (this.ports.size < MAX_PORTS) this.ports.add(flow.sport);
    this.sent.add(flow.sent);
    this.received.add(flow.received);
    this.flows.add(flow);
  }
}

/** HTTP requests to one service of one peer, which several may share one flow. */
export class RequestSeries {
  readonly times: number[] = [];
  readonly paths = new Set<string>();
  readonly flows = new FlowList();

  add(flow: number, time: number, path: string): void {
    if (this.times.length < MAX_TIMES) this.times.push(time);
    if (this.paths.size < 32) this.paths.add(path.split('?', 1)[0]?.slice(0, 128) ?? '');
    this.flows.addAt(flow, time, time);
  }
}
