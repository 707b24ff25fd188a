import { AddressTable } from './address-table.ts';

/** A flow that was stored, as far as rules ask about it. */
export interface SeenFlow {
  start: number;
  finish: number;
  src: number;
  sport: number;
  dst: number;
  dport: number;
  /** IP protocol number. */
  protocol: number;
  /** Application protocol by number of a word that whoever fills the table knows. */
  service: number;
  bytes: number;
  /** Whether the other side took part. */
  answered: boolean;
  /** Whether it is sure who opened it. */
  sure: boolean;
  /** Number of the alert it proves + 1, 0 for none. */
  alert: number;
}

/** Connections that rules cannot tell apart: what is judged once, however many flows there were. */
export interface SeenConnection {
  src: number;
  /** Of the caller, only where it is not sure who called: else 0. */
  sport: number;
  dst: number;
  dport: number;
  protocol: number;
  service: number;
  sure: boolean;
  alert: number;
  flows: number;
  answered: number;
  bytes: number;
  first: number;
  last: number;
}

/** All that was seen, by connections that fare alike. Recounting for other rules takes as long as there are kinds, not flows. */
export class ConnectionTable {
  readonly addresses = new AddressTable();
  readonly connections: SeenConnection[] = [];
  flows = 0;
  readonly #places = new Map<string, number>();

  /** @returns number of the connection it belongs to */
  add(flow: SeenFlow): number {
    this.flows++;
    const sport = flow.sure ? 0 : flow.sport;
    const key = `${flow.src},${flow.dst},${flow.dport},${flow.protocol},${sport},${flow.alert},${flow.service},${flow.sure ? 1 : 0}`;
    const place = this.#places.get(key);
    const known = place === undefined ? undefined : this.connections[place];
    if (place !== undefined && known !== undefined) {
      known.flows++;
      known.answered += flow.answered ? 1 : 0;
      known.bytes += flow.bytes;
      if (flow.start < known.first) known.first = flow.start;
      if (flow.finish > known.last) known.last = flow.finish;
      return place;
    }
    this.#places.set(key, this.connections.length);
    const { start, finish, answered, ...rest } = flow;
    this.connections.push({ ...rest, sport, flows: 1, answered: answered ? 1 : 0, first: start, last: finish });
    return this.connections.length - 1;
  }
}
