import type { AgentSequence } from '../../telemetry/agent-report.ts';

/** Threads that are remembered. */
const MOST_THREADS = 8192;

/**
 * Knows which threads' runs of system calls go on without a gap. An agent says so of what it sent; what got lost on the way
 * only who receives it knows, and a run must not be taken for the next of one that never came.
 */
export class RunBook {
  #intact = new Set<string>();
  #damage = 0;

  /**
   * Takes a run, and takes back that it goes on where the one before is not known to have come.
   * @param damage grows with each thing that was lost on the way
   */
  take(sequence: AgentSequence, damage: number): void {
    if (damage !== this.#damage || this.#intact.size >= MOST_THREADS) this.#intact.clear();
    this.#damage = damage;
    const { pid, tid, start } = sequence.thread;
    const thread = `${pid} ${tid} ${start}`;
    if (!this.#intact.has(thread)) sequence.continues = false;
    this.#intact.add(thread);
  }
}
