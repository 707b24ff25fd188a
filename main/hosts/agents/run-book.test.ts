import { describe, expect, it } from 'vitest';
import type { AgentSequence } from '../../telemetry/agent-report.ts';
import { agentThread } from './agent-records.test-support.ts';
import { RunBook } from './run-book.ts';

const run = (tid: number, continues = true): AgentSequence => ({
  thread: { ...agentThread, tid },
  abi: 'x86_64',
  time: 0,
  continues,
  calls: [1],
});

/** What becomes of runs: thread, and damage by then. */
function goOn(...runs: [tid: number, damage: number][]): boolean[] {
  const book = new RunBook();
  return runs.map(([tid, damage]) => {
    const sequence = run(tid);
    book.take(sequence, damage);
    return sequence.continues;
  });
}

describe('RunBook', () => {
  it('believes that a run goes on where the one before came', () => {
    expect(goOn([1, 0], [1, 0], [2, 0], [1, 0], [2, 0])).toEqual([false, true, false, true, true]);
  });

  it('does not where something was lost since, for any thread', () => {
    expect(goOn([1, 0], [2, 0], [1, 5], [2, 5], [1, 5])).toEqual([false, false, false, false, true]);
  });

  it('makes no run go on that says it does not', () => {
    const book = new RunBook();
    book.take(run(1), 0);
    const fresh = run(1, false);
    book.take(fresh, 0);
    expect(fresh.continues).toBe(false);
  });

  it('tells a process from a later one with the same number', () => {
    const book = new RunBook();
    book.take(run(1), 0);
    const later = { ...run(1), thread: { ...agentThread, tid: 1, start: 99 } };
    book.take(later, 0);
    expect(later.continues).toBe(false);
  });

  it('bears more threads than it remembers', () => {
    const book = new RunBook();
    for (let tid = 0; tid < 20_000; tid += 1) book.take(run(tid), 0);
    const next = run(19_999);
    book.take(next, 0);
    expect(next.continues).toBe(true);
  });
});
