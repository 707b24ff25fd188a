import type { AgentEvent } from '../telemetry/agent-report.ts';

/** Time over which changes of one kind of files are summed up, microseconds: who locks files one by one takes his time. */
const SPAN = 10e6;
/** Services and path classes that are summed apart; the oldest give way. */
const MOST = 256;

interface Sum {
  since: number;
  renamed: number;
  deleted: number;
  files: number;
  bytes: number;
}

/**
 * Sums up what a service renames and deletes over some seconds, where each second alone is too little to be told. Once
 * the sum is enough, it stands in the place of the summary that made it so.
 */
export class MassChanges {
  readonly #sums = new Map<string, Sum>();
  readonly #enough: number;

  /** @param enough files renamed and deleted that are worth telling */
  constructor(enough: number) {
    this.#enough = enough;
  }

  /** @returns the event, or the sum over the last seconds in its place */
  take(event: AgentEvent): AgentEvent {
    const { detail, thread, time } = event;
    if (detail.kind !== 'write' || detail.renamed + detail.deleted === 0) return event;
    const key = `${thread.service || thread.name}\t${detail.pathClass}`;
    const known = this.#sums.get(key);
    const sum =
      known !== undefined && time - known.since <= SPAN
        ? known
        : { since: time, renamed: 0, deleted: 0, files: 0, bytes: 0 };
    sum.renamed += detail.renamed;
    sum.deleted += detail.deleted;
    sum.files += detail.files;
    sum.bytes += detail.bytes;
    this.#sums.delete(key);
    if (sum.renamed + sum.deleted >= this.#enough) {
      const { renamed, deleted, files, bytes } = sum;
      return { ...event, detail: { ...detail, renamed, deleted, files, bytes } };
    }
    this.#sums.set(key, sum);
    for (const oldest of this.#sums.keys()) {
      if (this.#sums.size <= MOST) break;
      this.#sums.delete(oldest);
    }
    return event;
  }
}
