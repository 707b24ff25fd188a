import { toServiceLabel } from '../graph/service-label.ts';
import { protocolOf, UNSURE } from '../policy/shadow/read-connections.ts';
import { toAddressText } from '../store/address-value.ts';
import { readFlowSlice } from '../store/flow-slices.ts';
import type { SessionStore } from '../store/session-store.ts';
import type { Flow } from '../telemetry/flow.ts';

/** A flow that came, as far as rules are asked about it. */
export interface NewFlow {
  /** 0: it is not stored. */
  id: number;
  start: number;
  src: string;
  sport: number;
  dst: string;
  dport: number;
  protocol: number;
  transport: string;
  service: string;
  sure: boolean;
}

/** Flows are stored when they are told, not in the order in which they were numbered: so many ids back are looked at again. */
const BACK = 5000;
const MOST_AT_ONCE = 20_000;

/** Each flow of a session once, soon after it was stored. */
export class NewFlows {
  #last = -1;
  #seen = new Set<number>();

  /** Goes on from what is stored now. */
  skip(store: SessionStore): void {
    this.#last = store.lastNumbers().flow;
    this.#seen.clear();
  }

  read(store: SessionStore): NewFlow[] {
    if (this.#last < 0) this.skip(store);
    const after = Math.max(0, this.#last - BACK);
    const slice = readFlowSlice(store, after, MOST_AT_ONCE + BACK, undefined);
    const flows: NewFlow[] = [];
    const seen = new Set<number>();
    for (const [id, start, , transport, src, sport, dst, dport, state, service] of slice) {
      if (id > this.#last) this.#last = id;
      seen.add(id);
      const word = store.words.textOf(transport);
      const protocol = protocolOf(word);
      if (this.#seen.has(id) || protocol < 0) continue;
      flows.push({
        id,
        start,
        src: toAddressText(src),
        sport,
        dst: toAddressText(dst),
        dport,
        protocol,
        transport: word,
        service: toServiceLabel(word, store.words.textOf(service), dport),
        // A datagram has no handshake: its first one counts as the opening.
        sure: protocol !== 6 || !UNSURE.has(store.words.textOf(state)),
      });
    }
    this.#seen = seen;
    return flows;
  }
}

/** A flow that was told and not stored. */
export function toNewFlow({ start, src, sport, dst, dport, transport, service, state }: Flow): NewFlow {
  const protocol = protocolOf(transport);
  const label = toServiceLabel(transport, service, dport);
  const sure = protocol !== 6 || !UNSURE.has(state);
  return { id: 0, start, src, sport, dst, dport, protocol, transport, service: label, sure };
}
