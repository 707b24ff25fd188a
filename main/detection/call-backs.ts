import type { Flow } from '../telemetry/flow.ts';
import { BoundedMap } from './bounded-map.ts';

const RECENT = 32;
const MAX_PEERS = 1024;

/** A flow, as far as it matters who called whom when. */
export interface Call {
  peer: string;
  start: number;
  flow: number;
  dport: number;
  service: string;
}

/** One peer asked, and was called back. */
export interface CallBack {
  /** Start and flow of what was asked first. */
  asked: number;
  askedFlow: number;
  /** The earliest calls back, in order of time. */
  calls: Call[];
}

/**
 * Pairs of calls between two hosts in opposite directions, the later soon after the earlier. Only the latest calls of
 * each direction are remembered, so a host with a thousand peers costs no more than one with ten.
 */
export class CallBacks {
  readonly #window: number;
  readonly #in: Call[] = [];
  readonly #out: Call[] = [];
  #inAt = 0;
  #outAt = 0;
  /** This host was asked and called back. */
  readonly answered = new BoundedMap<string, CallBack>(MAX_PEERS);
  /** This host asked and was called back. */
  readonly received = new BoundedMap<string, CallBack>(MAX_PEERS);

  /** @param window the longest time between the two, microseconds */
  constructor(window: number) {
    this.#window = window;
  }

  /** @param outgoing whether the host itself began the flow */
  add(flow: Flow, outgoing: boolean): void {
    const peer = outgoing ? flow.dst : flow.src;
    const call = remember(outgoing ? this.#out : this.#in, outgoing ? this.#outAt++ : this.#inAt++, peer, flow);
    for (const other of outgoing ? this.#in : this.#out) {
      if (other.peer !== peer) continue;
      const [incoming, leaving] = outgoing ? [other, call] : [call, other];
      if (incoming.start <= leaving.start) this.#pair(this.answered, incoming, leaving);
      else this.#pair(this.received, leaving, incoming);
    }
  }

  #pair(pairs: BoundedMap<string, CallBack>, asking: Call, calling: Call): void {
    if (calling.start - asking.start > this.#window || calling.start === asking.start) return;
    const pair = pairs.obtain(asking.peer, () => ({ asked: asking.start, askedFlow: asking.flow, calls: [] }));
    if (pair === undefined) return;
    if (asking.start < pair.asked) {
      pair.asked = asking.start;
      pair.askedFlow = asking.flow;
    }
    if (pair.calls.length < 8 && !pair.calls.some((known) => known.flow === calling.flow)) {
      pair.calls.push({ ...calling });
      pair.calls.sort((a, b) => a.start - b.start || a.flow - b.flow);
    }
  }
}

/** Writes over the oldest call once there are enough, so that a stream of flows leaves nothing to collect. */
function remember(calls: Call[], at: number, peer: string, flow: Flow): Call {
  const { start, id, dport, service } = flow;
  const oldest = calls[at % RECENT];
  if (oldest === undefined) {
    const call = { peer, start, flow: id, dport, service };
    calls.push(call);
    return call;
  }
  oldest.peer = peer;
  oldest.start = start;
  oldest.flow = id;
  oldest.dport = dport;
  oldest.service = service;
  return oldest;
}
