import { z } from 'zod';
import { type FeedSettings, feedSettingsSchema } from '../../shared/contract/intel.ts';
import { FeedRefused } from './feed-format.ts';
import type { BelievedFeed, Intelligence } from './intelligence.ts';
import type { KeptFeed } from './pack-file.ts';
import type { VulnerabilityIndex } from './vulnerabilities/vulnerability-index.ts';
import type { Vulnerability } from './vulnerability.ts';
import type { WarningList } from './warning-list.ts';

/** Fewer than this share of the rows before is taken for a mistake of the owner. */
const SHRUNK = 0.1;
/** From so many rows on: a short list may well be emptied. */
const MANY = 20;
const DAY = 86_400_000;
const MINUTE = 60_000;
/** After a failure it is tried again sooner than its schedule says, but not at once. Minutes. */
const RETRY = 15;

/** How a feed is doing. Times are milliseconds since the epoch. */
export interface FeedState {
  /** When the copy in use was fetched, null where there is none. */
  fetchedAt: number | null;
  /** When it was last tried. */
  triedAt: number | null;
  /** Why the last try brought nothing new; '' where it did. */
  problem: string;
  etag: string;
}

/** A feed with its state and what its last good copy says. */
export interface FeedEntry {
  settings: FeedSettings;
  state: FeedState;
  copy: KeptFeed | null;
  /** Being fetched or read now. */
  isBusy: boolean;
}

/** What a fetch brought. */
export type Obtained = { fresh: false } | { fresh: true; feed: KeptFeed; etag: string };

/** What the book is made with. */
export interface FeedBookParts {
  /** The text that {@link FeedBookParts.keep} was given last, null at first. */
  load: () => string | null;
  keep: (text: string) => void;
  /** Fetches and reads a feed. @throws {FeedRefused} in a sentence */
  obtain: (settings: FeedSettings, etag: string, signal: AbortSignal) => Promise<Obtained>;
  /** The last good copy of a feed, null where there is none or it is damaged. */
  loadCopy: (id: string) => Promise<KeptFeed | null>;
  keepCopy: (id: string, copy: KeptFeed) => Promise<void>;
  dropCopy: (id: string) => Promise<void>;
  /** Makes all that is believed ready to be asked. */
  build: (feeds: BelievedFeed[], lists: WarningList[]) => Promise<Intelligence>;
  /** Likewise with all that is known to be vulnerable, a list a feed. */
  buildVulnerabilities: (lists: Vulnerability[][]) => Promise<VulnerabilityIndex>;
  /** Called when anything an observer may see has changed. */
  onChange: () => void;
  /** Milliseconds since the epoch. */
  now: () => number;
}

const keptSchema = z.array(
  z.object({
    settings: feedSettingsSchema,
    state: z.object({
      fetchedAt: z.number().nullable(),
      triedAt: z.number().nullable(),
      problem: z.string(),
      etag: z.string(),
    }),
  }),
);

/**
 * All feeds: fetches each in its time, keeps the last good copy of each whatever its owner sends, and swaps what is
 * believed as a whole while look-ups go on.
 */
export class FeedBook {
  readonly #parts: FeedBookParts;
  readonly #entries = new Map<string, FeedEntry>();
  readonly #stopped = new AbortController();
  #believed: Intelligence | null = null;
  #vulnerable: VulnerabilityIndex | null = null;
  /** Raised with every change that an observer may see. */
  version = 0;
  #building: Promise<void> = Promise.resolve();

  constructor(parts: FeedBookParts) {
    this.#parts = parts;
    const read = keptSchema.safeParse(readKept(parts.load()));
    for (const { settings, state } of read.success ? read.data : [])
      this.#entries.set(settings.id, { settings, state, copy: null, isBusy: false });
  }

  /** What is believed now, null where nothing is. */
  get intelligence(): Intelligence | null {
    return this.#believed;
  }

  /** What is known to be vulnerable now, null where no feed tells. */
  get vulnerabilities(): VulnerabilityIndex | null {
    return this.#vulnerable;
  }

  /** Feeds in the order in which they were added. */
  entries(): FeedEntry[] {
    return [...this.#entries.values()];
  }

  entry(id: string): FeedEntry | undefined {
    return this.#entries.get(id);
  }

  /** Loads the kept copies and believes them. Call once. */
  async open(): Promise<void> {
    for (const entry of this.#entries.values()) {
      // A copy that cannot be read is one that is not there: the others are believed all the same.
      entry.copy = await this.#parts.loadCopy(entry.settings.id).catch(() => null);
      if (entry.copy === null) entry.state = { ...entry.state, fetchedAt: null, etag: '' };
    }
    await this.#rebuild();
  }

  /** Adds a feed or changes its settings. What is fetched elsewhere or read otherwise is fetched anew. */
  async put(settings: FeedSettings): Promise<void> {
    const known = this.#entries.get(settings.id);
    const sameSource =
      known !== undefined &&
      JSON.stringify([known.settings.source, known.settings.format, known.settings.isWarning]) ===
        JSON.stringify([settings.source, settings.format, settings.isWarning]);
    if (known !== undefined && sameSource) known.settings = settings;
    else {
      const state = { fetchedAt: null, triedAt: null, problem: '', etag: '' };
      this.#entries.set(settings.id, { settings, state, copy: null, isBusy: false });
      if (known !== undefined) await this.#parts.dropCopy(settings.id);
    }
    this.#keep();
    if (known !== undefined) await this.#rebuild();
  }

  /** Forgets a feed and its copy. */
  async remove(id: string): Promise<void> {
    if (!this.#entries.delete(id)) return;
    this.#keep();
    await this.#parts.dropCopy(id);
    await this.#rebuild();
  }

  /** Milliseconds until a feed is due, 0 where one is; null where none ever is. */
  dueIn(): number | null {
    let next: number | null = null;
    for (const { settings, state, isBusy } of this.#entries.values()) {
      if (isBusy || dueAt(settings, state) === null) continue;
      const due = Math.max(0, (dueAt(settings, state) ?? 0) - this.#parts.now());
      next = next === null ? due : Math.min(next, due);
    }
    return next;
  }

  /**
   * Fetches all feeds that are due, one after another, whatever becomes of each.
   * @throws {AggregateError} of what {@link refresh} threw
   */
  async refreshDue(): Promise<void> {
    const problems: unknown[] = [];
    for (const { settings, state } of this.entries()) {
      const due = dueAt(settings, state);
      if (due === null || due > this.#parts.now()) continue;
      await this.refresh(settings.id).catch((problem: unknown) => problems.push(problem));
    }
    if (problems.length > 0) throw new AggregateError(problems, 'Some feeds could not be kept up to date.');
  }

  /**
   * Fetches a feed now. What is wrong with what came is in its state; the last good copy stays. What comes for a feed that
   * was removed or led elsewhere meanwhile is thrown away.
   * @throws whatever is no fault of what came, as a full disk; its state says so too
   */
  async refresh(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.isBusy) return;
    entry.isBusy = true;
    this.#changed();
    const { now } = this.#parts;
    const isWanted = (): boolean => this.#entries.get(id) === entry && !this.#stopped.signal.aborted;
    try {
      const obtained = await this.#parts.obtain(entry.settings, entry.state.etag, this.#stopped.signal);
      if (!isWanted()) return;
      if (obtained.fresh) {
        const why = this.#refuse(entry, obtained.feed);
        if (why !== null) throw new FeedRefused(why);
        await this.#parts.keepCopy(id, obtained.feed);
        if (!isWanted()) return await this.#parts.dropCopy(id);
        entry.copy = obtained.feed;
        entry.state = { fetchedAt: now(), triedAt: now(), problem: '', etag: obtained.etag };
      } else entry.state = { ...entry.state, triedAt: now(), problem: '', fetchedAt: now() };
    } catch (problem) {
      if (!isWanted()) return;
      const isRefused = problem instanceof FeedRefused;
      const why = isRefused ? problem.message : 'It could not be fetched or kept; the log says why.';
      // Whatever went wrong, it waits for its turn again.
      entry.state = { ...entry.state, triedAt: now(), problem: why };
      if (!isRefused) throw problem;
    } finally {
      entry.isBusy = false;
      this.#changed();
    }
    this.#keep();
    if (entry.settings.state === 'trusted' && entry.state.problem === '') await this.#rebuild();
  }

  /** Feeds as the matcher needs them: the trusted ones, and one more that is judged before it is trusted. */
  believed(more?: string): { feeds: BelievedFeed[]; lists: WarningList[] } {
    const feeds: BelievedFeed[] = [];
    const lists: WarningList[] = [];
    for (const { settings, state, copy } of this.#entries.values()) {
      if (copy === null || (settings.state !== 'trusted' && settings.id !== more)) continue;
      const { id, name, weight, halfLife, isGood } = settings;
      if (copy.warning !== null) lists.push({ id, ...copy.warning, pack: copy.pack });
      else if (copy.pack.length + copy.rules.length > 0) {
        const day = Math.floor((state.fetchedAt ?? 0) / DAY);
        feeds.push({ id, name, weight, halfLife, day, good: isGood, pack: copy.pack, rules: copy.rules });
      }
    }
    return { feeds, lists };
  }

  /** Ends what is being fetched. */
  close(): void {
    this.#stopped.abort();
  }

  /** Why a copy is not taken in the place of the one before; null where it is. */
  #refuse({ copy }: FeedEntry, fresh: KeptFeed): string | null {
    const count = countOf(fresh);
    const before = copy === null ? 0 : countOf(copy);
    if (count === 0) return tellNothing(fresh);
    if (before >= MANY && count < before * SHRUNK)
      return `${Math.round((1 - count / before) * 100)} % fewer rows came (${count} of ${before}).`;
    return null;
  }

  /** One build after another: the last one wins, and each sees all that was there when it began. */
  #rebuild(): Promise<void> {
    const build = async (): Promise<void> => {
      const { feeds, lists } = this.believed();
      this.#believed = feeds.length === 0 ? null : await this.#parts.build(feeds, lists);
      const known = this.entries()
        .filter(({ settings }) => settings.state === 'trusted')
        .flatMap(({ copy }) => (copy === null || copy.vulnerabilities.length === 0 ? [] : [copy.vulnerabilities]));
      this.#vulnerable = known.length === 0 ? null : await this.#parts.buildVulnerabilities(known);
      this.#changed();
    };
    this.#building = this.#building.then(build, build);
    return this.#building;
  }

  #changed(): void {
    this.version++;
    this.#parts.onChange();
  }

  #keep(): void {
    this.#parts.keep(JSON.stringify(this.entries().map(({ settings, state }) => ({ settings, state }))));
    this.#changed();
  }
}

function countOf({ pack, vulnerabilities, rules }: KeptFeed): number {
  return pack.length + vulnerabilities.length + rules.length;
}

function tellNothing({ skipped, refused }: KeptFeed): string {
  const [refusal] = refused.examples;
  if (refusal !== undefined) return `All that it lists was refused: “${refusal.row.slice(0, 60)}”, ${refusal.why}.`;
  const [skip] = skipped.examples;
  if (skip !== undefined)
    return `None of its ${skipped.count} rows could be used: “${skip.row.slice(0, 60)}” ${skip.why}.`;
  return 'It lists nothing.';
}

function readKept(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '[]');
  } catch {
    return [];
  }
}

/** When a feed is due next, milliseconds since the epoch; null where it is fetched by hand alone. */
export function dueAt(settings: FeedSettings, state: FeedState): number | null {
  if (settings.every === 0 || settings.state === 'paused') return null;
  const pause = state.problem === '' ? settings.every : Math.min(settings.every, RETRY);
  return state.triedAt === null ? 0 : state.triedAt + pause * MINUTE;
}
