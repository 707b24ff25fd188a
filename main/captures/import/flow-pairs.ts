import type { LoggedFlow } from './create-flow.ts';

/** Directions that wait for their opposite; beyond it the oldest go on alone. */
const CAPACITY = 65_536;
/** Exporters cut long flows and round times to seconds: directions further apart than this are two conversations. */
const MAX_APART = 2_000_000;

const SYN = 2;
const ACK = 16;

/** Joins the two directions of a conversation from logs that tell each apart. Bounded. */
export interface FlowPairs {
  /** Takes one direction; what is joined already (`isOneWay` false) passes through. */
  add(flow: LoggedFlow, isOneWay: boolean): void;
  finish(): void;
}

/** Makes {@link FlowPairs} that hand over the originator's direction first, and the answer or null. */
export function createFlowPairs(tell: (one: LoggedFlow, back: LoggedFlow | null) => void): FlowPairs {
  const waiting = new Map<string, LoggedFlow>();

  return {
    add(flow, isOneWay) {
      if (!isOneWay) {
        tell(flow, null);
        return;
      }
      const back = waiting.get(keyOf(flow, true));
      if (back !== undefined && areTogether(flow, back)) {
        waiting.delete(keyOf(flow, true));
        if (isOriginator(back, flow)) tell(back, flow);
        else tell(flow, back);
        return;
      }
      const key = keyOf(flow, false);
      const before = waiting.get(key);
      if (before !== undefined) {
        waiting.delete(key);
        tell(before, null);
      } else if (waiting.size >= CAPACITY) {
        const oldest = waiting.entries().next().value;
        if (oldest !== undefined) {
          waiting.delete(oldest[0]);
          tell(oldest[1], null);
        }
      }
      waiting.set(key, flow);
    },
    finish() {
      for (const flow of waiting.values()) tell(flow, null);
      waiting.clear();
    },
  };
}

function keyOf(flow: LoggedFlow, isReversed: boolean): string {
  const one = `${flow.src} ${flow.sport}`;
  const two = `${flow.dst} ${flow.dport}`;
  return isReversed ? `${flow.transport} ${two} ${one}` : `${flow.transport} ${one} ${two}`;
}

function areTogether(a: LoggedFlow, b: LoggedFlow): boolean {
  return a.start <= b.end + MAX_APART && b.start <= a.end + MAX_APART;
}

/** Who began: a SYN alone tells, then the earlier start, then the higher port, which a client has. */
function isOriginator(a: LoggedFlow, b: LoggedFlow): boolean {
  if (asks(a) !== asks(b)) return asks(a);
  if (a.start !== b.start) return a.start < b.start;
  return a.sport === b.sport ? true : a.sport > b.sport;
}

function asks(flow: LoggedFlow): boolean {
  return (flow.out.flags & SYN) !== 0 && (flow.out.flags & ACK) === 0;
}
