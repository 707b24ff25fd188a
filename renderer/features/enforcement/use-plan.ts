import { useEffect, useState } from 'react';
import type { Plan } from '../../../shared/contract/enforcement.ts';
import type { EngineClient } from '../../data/connection.ts';
import { useClient } from '../../data/engine-context.tsx';

/** What a plan is wanted of: a policy's version (null: out of force), or isolating and releasing a VM. */
export type PlanAsk =
  | { kind: 'policy'; name: string; version: number | null }
  | { kind: 'isolation'; vm: string; isolate: boolean; lifetime: number | null };

/** A plan as it is now: made anew whenever it is asked for, never taken from memory. */
export function usePlan(ask: PlanAsk): { plan: Plan | null; error: Error | null; again: () => void } {
  const client = useClient();
  const [tries, setTries] = useState(0);
  const [answer, setAnswer] = useState<{ key: string; plan: Plan | null; error: Error | null } | null>(null);
  const key = `${JSON.stringify(ask)} ${String(tries)}`;
  useEffect(() => {
    const stop = new AbortController();
    const [text] = key.split(/ (?=\d+$)/u);
    const asked = JSON.parse(text ?? '') as PlanAsk;
    const tell = (part: { plan: Plan } | { error: Error }): void => {
      if (!stop.signal.aborted) setAnswer({ key, plan: null, error: null, ...part });
    };
    const make = async (): Promise<void> => {
      try {
        tell({ plan: await askPlan(client, asked, stop.signal) });
      } catch (error) {
        tell({ error: error instanceof Error ? error : new Error('the plan did not come') });
      }
    };
    void make();
    return () => stop.abort();
  }, [client, key]);
  const current = answer?.key === key ? answer : null;
  return { plan: current?.plan ?? null, error: current?.error ?? null, again: () => setTries((count) => count + 1) };
}

function askPlan(client: EngineClient, asked: PlanAsk, signal: AbortSignal): Promise<Plan> {
  if (asked.kind === 'policy')
    return client.call('policy.plan', { name: asked.name, version: asked.version }, { signal });
  const { vm, isolate, lifetime } = asked;
  return client.call('vm.plan-isolation', { vm, isolate, lifetime }, { signal });
}
