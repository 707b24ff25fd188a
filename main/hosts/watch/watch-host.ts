import { explainFailure, needsPerson } from '../explain-failure.ts';
import type { HostPlace, HostProblem } from '../host-problem.ts';
import type { HostSettings } from '../host-port.ts';
import type { Failure, HostReport, HostState } from '../host-report.ts';
import { backOff } from './back-off.ts';
import { type HostLink, type OpenLink, problemOf } from './host-link.ts';
import { LinkPolling } from './poll-link.ts';
import { SampleBook } from './sample-book.ts';

/** Milliseconds beyond one tick without an answer until a host is stale; and without an answer until it is down. */
const STALE_AFTER = 850;
const DOWN_AFTER = 12_000;
/** Longest waits between two tries. Knocking on a socket of this machine costs next to nothing. */
const LONGEST_WAIT = 15_000;
const LONGEST_WAIT_HERE = 1500;
/** A host that was watched before is tried again now and then even if it refuses: keys come back. */
const WAIT_REFUSED = 60_000;
/** A connection that lasted so long starts the waits anew. */
const PROVEN = 10_000;
const LOOK_EVERY = 100;

/** What a watch is given. */
export interface WatchOptions {
  settings: HostSettings;
  place: HostPlace;
  open: OpenLink;
  tell: (report: HostReport) => void;
  /** Names this run, see SampleBatch. */
  epoch: string;
  random?: () => number;
}

/** Keeps one host watched: connects, polls, notices silence, tries again, until it is stopped. */
export class HostWatch {
  private readonly options: WatchOptions;
  private readonly book: SampleBook;
  private state: HostState = 'connecting';
  private daemon = '';
  private attempt = 0;
  private wasUp = false;
  private lastAnswer = 0;
  private hung: string[] = [];
  private paused: boolean;
  private stopped = false;
  private told = false;
  /** Ends what is being waited for or watched. */
  private interrupt: () => void = () => {};
  /** Resolves when it was stopped; rejects for a defect of ours. */
  readonly done: Promise<void>;

  constructor(options: WatchOptions) {
    this.options = options;
    this.book = new SampleBook(options.settings.every, options.epoch, options.tell);
    this.paused = options.settings.paused;
    this.done = this.live();
  }

  pause(paused: boolean): void {
    if (paused === this.paused) return;
    this.paused = paused;
    this.interrupt();
  }

  /** Tries now; without effect while the host is up. */
  retry(): void {
    if (this.state !== 'up') this.interrupt();
  }

  /** Resolves when nothing of it is left. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.interrupt();
    await this.done;
  }

  private async live(): Promise<void> {
    while (!this.stopped) {
      if (this.paused) {
        this.become('paused', null, null);
        this.book.interrupt('Watching was paused.');
        await this.rest(null);
        this.attempt = 0;
        this.wasUp = false;
        continue;
      }
      this.attempt += 1;
      // A host that is known to be down stays so until it answers, or its state would flicker with each try.
      if (!this.wasUp && this.state !== 'down') this.become('connecting', null, null);
      const problem = await this.tryOnce();
      if (this.stopped || this.paused) continue;
      await this.waitAfter(problem);
    }
  }

  /** One connection, from the first knock to its end; answers why it ended. */
  private async tryOnce(): Promise<HostProblem> {
    const controller = new AbortController();
    let end: (problem: HostProblem) => void = () => {};
    const ended = new Promise<HostProblem>((resolve) => (end = resolve));
    let polling: LinkPolling | null = null;
    const { settings, tell, open } = this.options;
    this.interrupt = () => {
      controller.abort();
      end({ kind: 'timeout', number: 0, message: 'Given up.', detail: '' });
    };
    const watch = setInterval(() => this.noticeSilence(end), LOOK_EVERY);
    let link: HostLink | null = null;
    try {
      const opening = open((change) => polling?.changed(change), controller.signal);
      const first = await Promise.race([opening, ended]);
      if ('kind' in first) {
        controller.abort();
        // One that comes after it was given up is closed all the same.
        await opening.then(
          (opened) => opened.close(),
          () => {},
        );
        return first;
      }
      link = first;
      void link.ended.then((problem) => problem && end(problem));
      const made = new LinkPolling({
        settings,
        link,
        book: this.book,
        hung: this.hung,
        tell,
        onAnswer: () => this.answered(),
        onFailure: end,
      });
      polling = made;
      const inventory = await Promise.race([made.readAll(), ended]);
      if ('kind' in inventory) return inventory;
      this.daemon = link.daemon;
      this.answered();
      tell(inventory);
      const since = performance.now();
      made.begin();
      const problem = await ended;
      if (performance.now() - since > PROVEN) this.attempt = 0;
      return problem;
    } catch (thrown) {
      return problemOf(thrown);
    } finally {
      clearInterval(watch);
      polling?.stop();
      this.hung = polling?.hung ?? this.hung;
      await link?.close();
      this.interrupt = () => {};
    }
  }

  private answered(): void {
    this.lastAnswer = performance.now();
    this.wasUp = true;
    this.become('up', null, null);
  }

  /** Tells silence, and gives a connection up that has been silent too long. */
  private noticeSilence(giveUp: (problem: HostProblem) => void): void {
    if (!this.wasUp) return;
    const age = performance.now() - this.lastAnswer;
    const silence: HostProblem = {
      kind: 'timeout',
      number: 0,
      message: `No answer for ${Math.round(age / 1000)} s.`,
      detail: '',
    };
    if (age > DOWN_AFTER) {
      if (this.state === 'up' || this.state === 'stale') {
        this.become('down', this.explain(silence), null);
        giveUp(silence);
      }
    } else if (this.state === 'up' && age > this.options.settings.every.interfaces + STALE_AFTER) {
      this.book.interrupt(this.explain(silence).title);
      this.become('stale', this.explain(silence), null);
    }
  }

  /** Tells why a connection ended and waits until the next try. */
  private async waitAfter(problem: HostProblem): Promise<void> {
    const failure = this.explain(problem);
    this.book.interrupt(failure.title);
    const refused = needsPerson(problem);
    const longest = this.options.place.transport === 'unix' ? LONGEST_WAIT_HERE : LONGEST_WAIT;
    let wait: number | null = backOff(this.attempt, longest, (this.options.random ?? Math.random)());
    if (refused) wait = this.wasUp ? WAIT_REFUSED : null;
    const silent = performance.now() - this.lastAnswer;
    const state = refused ? 'refused' : this.wasUp && silent < DOWN_AFTER ? 'stale' : 'down';
    const retryAt = wait === null ? null : (Date.now() + Math.round(wait)) * 1000;
    this.become(state, failure, retryAt);
    await this.rest(wait, () => {
      if (this.state === 'stale' && performance.now() - this.lastAnswer > DOWN_AFTER)
        this.become('down', failure, retryAt);
    });
  }

  /** Waits until it is interrupted, at most so many milliseconds. */
  private async rest(milliseconds: number | null, look: () => void = () => {}): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const looking = setInterval(look, LOOK_EVERY);
    await new Promise<void>((resolve) => {
      this.interrupt = resolve;
      if (milliseconds !== null) timer = setTimeout(resolve, milliseconds);
      // Whoever stopped or paused it meanwhile, from what it was told, does not interrupt again.
      if (this.stopped || this.paused !== (this.state === 'paused')) resolve();
    });
    this.interrupt = () => {};
    clearTimeout(timer);
    clearInterval(looking);
  }

  private explain(problem: HostProblem): Failure {
    return explainFailure(problem, this.options.place);
  }

  private become(state: HostState, failure: Failure | null, retryAt: number | null): void {
    if (state === this.state && state === 'up' && this.told) return;
    this.told = true;
    this.state = state;
    const time = Date.now() * 1000;
    const { daemon, attempt } = this;
    this.options.tell({ type: 'state', time, state, daemon, failure, retryAt, attempt });
  }
}
