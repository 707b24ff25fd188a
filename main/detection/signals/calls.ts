import { CallBook } from '../call-book.ts';
import { outcomeOf } from '../flow-outcome.ts';
import type { Flow, L7Record } from '../../telemetry/flow.ts';
import type { AlertDraft, Ends, Side, Signal, SignalContext, SignalKind } from '../signal.ts';
import { judgeBeacons } from './beacon.ts';
import { judgeRefusedCalls } from './refused-calls.ts';

/** UDP services that are periodic by nature: DNS, DHCP, NTP, NetBIOS, SSDP, mDNS, LLMNR. */
const CLOCKWORK = new Set([53, 67, 123, 137, 138, 546, 547, 1900, 5353, 5355]);

/** Keeps the book of whom a host calls, and asks it for beacons and for calls that never get through. */
export class Calls implements Signal {
  readonly #book = new CallBook();

  flow(flow: Flow, _side: Side): void {
    if (flow.transport !== 'tcp' && flow.transport !== 'udp') return;
    // Half of all flows are these, and their rhythm means nothing.
    if (flow.transport === 'udp' && CLOCKWORK.has(flow.dport)) return;
    const outcome = outcomeOf(flow);
    if (outcome === 'unclear') return;
    const answered = outcome === 'answered';
    // Without its SYN this may be one more piece of a connection that was counted already.
    if (flow.transport === 'tcp' ? flow.state === 'OTH' : !answered) return;
    this.#book.add(flow, answered);
  }

  record(record: L7Record, ends: Ends, _side: Side): void {
    if (record.kind === 'http') this.#book.addRequest(ends, record.time, record.path);
  }

  assess(context: SignalContext): AlertDraft[] {
    return [...judgeBeacons(this.#book, context), ...judgeRefusedCalls(this.#book, context)];
  }
}

/** See {@link Calls}. */
export const calls: SignalKind = {
  name: 'calls',
  sides: ['client'],
  flows: true,
  records: ['http'],
  events: false,
  create: () => new Calls(),
};
