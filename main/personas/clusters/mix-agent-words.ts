import { syscallWord } from '../../twin/syscall-words.ts';
import type { Twin } from '../../twin/twin.ts';
import type { AgentMixture } from './to-fleet-point.ts';

/** What the agent of a VM told of it, as its twin learned it: words that mean the same in every VM, whatever its services are called. */
export function mixAgentWords({ tracks }: Pick<Twin, 'tracks'>): AgentMixture {
  const calls = new Map<string, number>();
  for (const { model } of tracks.syscalls.streams.values()) {
    for (const { token, probability } of model.expect([], 64)) {
      const call = syscallWord(token);
      calls.set(call, (calls.get(call) ?? 0) + probability * model.learned);
    }
  }
  return {
    syscalls: [...calls],
    programs: tracks.processes.words.list().map(({ word, count }) => [word, count] as const),
  };
}
