import type { ResourceSample } from '../../telemetry/resource-sample.ts';
import { type DeepGroup, type HostLink, problemOf } from './host-link.ts';
import { HungBook } from './hung-book.ts';

/** VMs whose processes are asked in one call: a stuck one holds up no more than these. */
const CHUNK = 24;
/** Milliseconds until such a call is given up, by what it asks; and one about a single VM. */
const DEADLINE: Readonly<Record<DeepGroup, number>> = { cpu: 1000, disks: 1000, presence: 600 };
const PROBE_DEADLINE = 700;
/** Single VMs asked about at once. */
const MOST_PROBES = 3;
/** Each stuck VM holds one of the daemon's workers, of which it has twenty: past so many no further ones are risked. */
const MOST_HUNG = 12;

/**
 * Asks VMs' own processes, some at a time, and finds those that do not answer. A call that does not come back in time
 * holds the stuck VM, so asking its members one by one then tells at once which it is: it is left out from then on
 * and asked alone, ever more seldom.
 */
export class ProcessAsker {
  private readonly link: HostLink;
  private readonly runs: (uuid: string) => boolean;
  private readonly tellHung: (uuid: string, hung: boolean) => void;
  private readonly book = new HungBook();
  private readonly probing = new Set<string>();
  private turn = 0;
  private stopped = false;

  /**
   * @param runs whether a VM is thought to run: only then its silence means something
   * @param hung VMs that hung when they were last asked, over another connection
   */
  constructor(
    link: HostLink,
    runs: (uuid: string) => boolean,
    tellHung: (uuid: string, hung: boolean) => void,
    hung: readonly string[],
  ) {
    this.link = link;
    this.runs = runs;
    this.tellHung = tellHung;
    for (const uuid of hung) this.book.assume(uuid, performance.now());
  }

  /** VMs that hang. */
  get hung(): string[] {
    return this.book.all().filter((uuid) => this.book.hangs(uuid));
  }

  /** Whether so many hang that nobody else is asked. */
  get overwhelmed(): boolean {
    return this.book.size >= MOST_HUNG;
  }

  /** Answers of all VMs that are thought to answer. */
  async askAll(uuids: readonly string[], group: DeepGroup): Promise<ResourceSample[]> {
    const answers: ResourceSample[] = [];
    for (let from = 0; from < uuids.length && !this.stopped; from += CHUNK) {
      if (this.overwhelmed) break;
      const chunk = uuids.slice(from, from + CHUNK).filter((uuid) => !this.book.isApart(uuid));
      if (chunk.length > 0) answers.push(...(await this.askChunk(chunk, group)));
    }
    return answers;
  }

  /** Looks whether processes are there, every second chunk at a time: each is asked every second turn. */
  async lookForSilent(uuids: readonly string[]): Promise<void> {
    this.turn += 1;
    const half = uuids.filter((_, index) => Math.floor(index / CHUNK) % 2 === this.turn % 2);
    await this.askAll(half, 'presence');
  }

  /** Asks those that hung, where it is time to. */
  async probeHung(): Promise<void> {
    await Promise.all(this.book.due(performance.now()).map((uuid) => this.probe(uuid, false)));
  }

  /** Forgets VMs that are no longer active. */
  keepOnly(active: ReadonlySet<string>): void {
    for (const uuid of this.book.all()) {
      if (!active.has(uuid) && this.book.forget(uuid)) this.tellHung(uuid, false);
    }
  }

  stop(): void {
    this.stopped = true;
  }

  private async askChunk(chunk: readonly string[], group: DeepGroup): Promise<ResourceSample[]> {
    try {
      const answers = await this.link.deep(chunk, group, DEADLINE[group]);
      const answered = new Set(answers.map(({ uuid }) => uuid));
      for (const uuid of chunk) if (!answered.has(uuid)) await this.probe(uuid, false);
      return answers;
    } catch (thrown) {
      if (problemOf(thrown).kind !== 'timeout') throw thrown;
      const left = chunk.values();
      const work = async (): Promise<void> => {
        for (const uuid of left) if (!this.overwhelmed) await this.probe(uuid, true);
      };
      await Promise.all(Array.from({ length: MOST_PROBES }, work));
      // The rest lose nothing by the company they were in; where nobody was found there is no point in asking again.
      const rest = chunk.filter((uuid) => !this.book.isApart(uuid));
      const ask = group !== 'presence' && !this.stopped && rest.length > 0 && rest.length < chunk.length;
      return ask ? this.askChunk(rest, group) : [];
    }
  }

  /** Asks one VM's process by itself. @param suspected whether it was among several that did not answer together */
  private async probe(uuid: string, suspected: boolean): Promise<void> {
    if (this.stopped || this.probing.has(uuid) || !this.runs(uuid)) return;
    this.probing.add(uuid);
    try {
      const answered = await this.answers(uuid);
      if (this.stopped || !this.runs(uuid)) return;
      const verdict = answered ? this.book.answered(uuid) : this.book.silent(uuid, suspected, performance.now());
      if (verdict !== 'unchanged') this.tellHung(uuid, verdict === 'hung');
    } finally {
      this.probing.delete(uuid);
    }
  }

  private async answers(uuid: string): Promise<boolean> {
    try {
      return (await this.link.deep([uuid], 'cpu', PROBE_DEADLINE)).length > 0;
    } catch (thrown) {
      if (problemOf(thrown).kind !== 'timeout') throw thrown;
      return false;
    }
  }
}
