import { isAnswered } from '../policy/shadow/read-connections.ts';
import { toAddressValue } from '../store/address-value.ts';
import { firstFlowStart, readPastFlows } from '../store/flow-slices.ts';
import type { SessionStore } from '../store/session-store.ts';
import type { DeniedConnection, PastUse } from './denied-book.ts';

/** Flows of the caller that are looked through, and of the kind that are kept. */
const DEPTH = 20_000;
const MOST_FLOWS = 500;

/** What a session holds of a kind of connection from before a time, microseconds; and of how long a past it holds anything. */
export function lookUpPast(
  store: SessionStore,
  { src, dst, dport, transport }: DeniedConnection,
  before: number,
): { past: PastUse; held: number } {
  const ends = { src: toAddressValue(src), dst: toAddressValue(dst), dport, transport };
  const flows = readPastFlows(store, ends, before, DEPTH);
  const answered = flows.filter(({ state }) => isAnswered(store.words.textOf(state)));
  const past = {
    answered: answered.length,
    first: answered.at(-1)?.start ?? 0,
    last: answered[0]?.start ?? 0,
    flows: flows.slice(0, MOST_FLOWS).map(({ id }) => id),
  };
  return { past, held: Math.max(0, before - (firstFlowStart(store) ?? before)) };
}
