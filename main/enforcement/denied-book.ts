import type { Change } from '../../shared/contract/enforcement.ts';

type Denied = Change['denied'][number];

/** A connection that was denied, as the VM that the rule stands at sees it. */
export interface DeniedConnection {
  /** UUID. */
  vm: string;
  direction: 'in' | 'out';
  /** Address. */
  peer: string;
  src: string;
  dst: string;
  /** Word of the transport: `tcp`. */
  transport: string;
  dport: number;
  service: string;
  /** Id of its flow, 0 where none is stored: what a simulated host withheld. */
  flow: number;
}

/** What the session holds of such connections from before the change. */
export interface PastUse {
  answered: number;
  /** Microseconds of the first and last answered one, 0 where there is none. */
  first: number;
  last: number;
  flows: readonly number[];
}

/** Connections of one kind. */
export interface DeniedKind extends DeniedConnection {
  count: number;
  flows: number[];
  /** Null: it was not looked up yet. */
  past: PastUse | null;
  known: boolean;
}

/** Kinds kept, told, and flows of each by which it may be told malicious later. */
const MOST_KINDS = 2000;
const MOST_TOLD = 50;
const MOST_FLOWS = 500;
/** Answered this often, over a third of what is held of the past or two days, it seems to be needed. */
const OFTEN = 3;
const LONG = 2 * 86_400e6;

/** Counts what a change denied: by VM, peer and service. */
export class DeniedBook {
  readonly #kinds = new Map<string, DeniedKind>();

  count(one: DeniedConnection): void {
    const key = [one.vm, one.direction, one.peer, one.transport, one.dport].join(' ');
    let kind = this.#kinds.get(key);
    if (kind === undefined) {
      // A scan has more kinds than anybody reads: the older ones that were seen once make room.
      if (this.#kinds.size >= MOST_KINDS)
        for (const [known, { count }] of [...this.#kinds].slice(0, MOST_KINDS / 2))
          if (count === 1) this.#kinds.delete(known);
      if (this.#kinds.size >= MOST_KINDS) return;
      kind = { ...one, count: 0, flows: [], past: null, known: false };
      this.#kinds.set(key, kind);
    }
    kind.count++;
    if (one.flow > 0 && kind.flows.length < MOST_FLOWS) kind.flows.push(one.flow);
  }

  /** Kinds of some VMs of which the past is not known yet, the most frequent first. */
  unknown(vms: ReadonlySet<string>, most: number): DeniedKind[] {
    return this.#top()
      .filter(({ past, vm }) => past === null && vms.has(vm))
      .slice(0, most);
  }

  /** @param held microseconds of the past that the session holds before the change */
  learn(kind: DeniedKind, past: PastUse, held: number): void {
    kind.past = past;
    kind.known = seemsNeeded(past, held);
  }

  /** The most frequent first. @param isMarked whether an alert rests on a flow */
  tell(nameOf: (uuid: string) => string, isMarked: (flow: number) => boolean): Denied[] {
    return this.#top().map(({ vm, direction, peer, service, count, known, flows, past }) => ({
      vm,
      vmName: nameOf(vm),
      direction,
      peer,
      service,
      count,
      known,
      malicious: flows.some(isMarked) || (past?.flows.some(isMarked) ?? false),
    }));
  }

  #top(): DeniedKind[] {
    return [...this.#kinds.values()].sort((one, other) => other.count - one.count).slice(0, MOST_TOLD);
  }
}

/** Whether what was seen before looks like something that is needed: it was answered, often, and over long for what is held of the past. */
export function seemsNeeded({ answered, first, last }: PastUse, held: number): boolean {
  return answered >= OFTEN && last - first >= Math.min(LONG, held / 3);
}
