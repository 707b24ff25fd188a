import type { Flow } from '../telemetry/flow.ts';
import { FlowList } from './flow-list.ts';
import { Tally } from './tally.ts';

const MAX_SERIES = 768;
const MAX_TIMES = 2048;

/** All calls of one host to one service of one peer. */
export class CallSeries {
  readonly dst: string;
  readonly dport: number;
  readonly transport: Flow['transport'];
  /** Starts of flows, microseconds. */
  readonly starts: number[] = [];
  /** Times of HTTP requests, which several may share one flow. */
  readonly requests: number[] = [];
  readonly paths = new Set<string>();
  readonly ports = new Set<number>();
  readonly sent = new Tally();
  readonly received = new Tally();
  readonly flows = new FlowList();
  service = '';
  count = 0;

  constructor(flow: Pick<Flow, 'dst' | 'dport' | 'transport'>) {
    this.dst = flow.dst;
    this.dport = flow.dport;
    this.transport = flow.transport;
  }

  add(flow: Flow): void {
    this.count++;
    if (this.starts.length < MAX_TIMES) this.starts.push(flow.start);
    if (this.ports.size < MAX_TIMES) this.ports.add(flow.sport);
    this.sent.add(flow.out.payload);
    this.received.add(flow.in.payload);
    this.flows.add(flow);
    if (flow.service !== '') this.service = flow.service;
  }

  addRequest(time: number, path: string): void {
    if (this.requests.length < MAX_TIMES) this.requests.push(time);
    if (this.paths.size < 32) this.paths.add(path.split('?', 1)[0]?.slice(0, 128) ?? '');
  }
}

/** The calls of one host, by peer and service. When full, series that were tried once or twice make room. */
export class CallBook {
  readonly series = new Map<string, CallSeries>();
  dropped = 0;

  obtain(flow: Pick<Flow, 'dst' | 'dport' | 'transport'>): CallSeries {
    const key = `${flow.dst} ${flow.dport} ${flow.transport}`;
    let series = this.series.get(key);
    if (series === undefined) {
      if (this.series.size >= MAX_SERIES) this.#makeRoom();
      series = new CallSeries(flow);
      this.series.set(key, series);
    }
    return series;
  }

  #makeRoom(): void {
    const enough = MAX_SERIES / 4;
    let freed = 0;
    for (const least of [2, 8, Number.POSITIVE_INFINITY]) {
      for (const [key, series] of this.series) {
        if (freed >= enough) return;
        if (series.starts.length > least || series.requests.length > least) continue;
        this.series.delete(key);
        this.dropped++;
        freed++;
      }
    }
  }
}
