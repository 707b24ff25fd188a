import type { AgentEvent } from '../telemetry/agent-report.ts';
import { isShell, programName } from './severity.ts';

/** Processes that are remembered, and how long what they did belongs together, microseconds. */
const MOST = 256;
const TOGETHER = 60e6;

interface Trail {
  time: number;
  onSocket: boolean;
  talked: string;
  isShell: boolean;
  /** Such a shell, or begun by one. */
  held: boolean;
}

/**
 * Notices a shell whose standard input is a socket, whichever came first: the one thing about a guest that needs no model.
 * A shell inherits its input from who began it, so children are looked at with their parents. Bounded.
 */
export class ShellOnSocket {
  readonly #trails = new Map<string, Trail>();

  /** @returns what happened in words, once for each process; null mostly */
  take(event: AgentEvent): string | null {
    const { pid, start, name, service } = event.thread;
    const trail = this.#trail(`${pid} ${start}`, event.time);
    const { detail } = event;
    const knewAll = trail.onSocket && trail.isShell;
    if (detail.kind === 'dup' && detail.descriptor === 0) trail.onSocket = true;
    else if (detail.kind === 'connect') trail.talked = `${detail.address} port ${detail.port}`;
    else if (detail.kind === 'accept') trail.talked = `${detail.address} port ${detail.port}`;
    else if (detail.kind === 'exec') {
      trail.isShell = isShell(programName(detail.program, detail.argv[0] ?? ''));
      const parent = this.#trails.get(`${detail.parentPid} ${detail.parentStart}`);
      if (parent?.held === true) trail.held = true;
      if (parent !== undefined && parent.onSocket && event.time - parent.time < TOGETHER) {
        trail.onSocket = true;
        trail.talked ||= parent.talked;
      }
    }
    if (isShell(name)) trail.isShell = true;
    if (trail.onSocket && trail.isShell) trail.held = true;
    if (knewAll || !trail.onSocket || !trail.isShell) return null;
    return `A shell of ${service || name} takes its commands from a socket${trail.talked === '' ? '' : `, to ${trail.talked}`}`;
  }

  /** Whether a process is such a shell, or works for one. */
  holds(of: { pid: number; start: number }): boolean {
    return this.#trails.get(`${of.pid} ${of.start}`)?.held === true;
  }

  #trail(key: string, time: number): Trail {
    let trail = this.#trails.get(key);
    if (trail === undefined || time - trail.time > TOGETHER)
      trail = { time, onSocket: false, talked: '', isShell: false, held: false };
    trail.time = time;
    this.#trails.delete(key);
    this.#trails.set(key, trail);
    for (const oldest of this.#trails.keys()) {
      if (this.#trails.size <= MOST) break;
      this.#trails.delete(oldest);
    }
    return trail;
  }
}
