import type { AgentEvent } from '../telemetry/agent-report.ts';

/** Time over which changes of one kind of files are summed up, microseconds: who locks files one by one takes his time. */
const SPAN = 10e6;
/** Services and path classes that are summed apart; the oldest give way. */
const MOST = 256;

interface Written {
  since: number;
  files: number;
  bytes: number;
}

interface Sum {
  /** Of what was renamed and deleted. */
  since: number;
  renamed: number;
  deleted: number;
  /** What was written in this span and in the one before: other processes write than those that delete. */
  written: Written;
  before: Written;
}

const nothing: Written = { since: Number.NEGATIVE_INFINITY, files: 0, bytes: 0 };

/**
 * Sums up what a service renames and deletes over some seconds, where each second alone is too little to be told. Once
 * the sum is enough, it stands in the place of the summary that made it so, with what was written meanwhile.
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
    if (detail.kind !== 'write') return event;
    const key = `${thread.service || thread.name}\t${detail.pathClass}`;
    const sum = this.#sums.get(key) ?? { since: time, renamed: 0, deleted: 0, written: nothing, before: nothing };
    this.#sums.delete(key);
    this.#sums.set(key, sum);
    if (time - sum.written.since > SPAN) {
      sum.before = time - sum.written.since > 2 * SPAN ? nothing : sum.written;
      sum.written = { since: time, files: 0, bytes: 0 };
    }
    sum.written.files += detail.files;
    sum.written.bytes += detail.bytes;
    for (const oldest of this.#sums.keys()) {
      if (this.#sums.size <= MOST) break;
      this.#sums.delete(oldest);
    }
    if (detail.renamed + detail.deleted === 0) return event;
    if (time - sum.since > SPAN) Object.assign(sum, { since: time, renamed: 0, deleted: 0 });
    sum.renamed += detail.renamed;
    sum.deleted += detail.deleted;
    if (sum.renamed + sum.deleted < this.#enough) return event;
    const { renamed, deleted, written, before } = sum;
    this.#sums.delete(key);
    return {
      ...event,
      detail: {
        ...detail,
        renamed,
        deleted,
        files: written.files + before.files,
        bytes: written.bytes + before.bytes,
      },
    };
  }
}
