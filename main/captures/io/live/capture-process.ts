import { type ChildProcess, spawn } from 'node:child_process';
import { basename } from 'node:path';
import { describeTapFailure } from '../../live/tap-failure.ts';
import { readTcpdumpStatistics, type TcpdumpStatistics } from '../../live/tcpdump-statistics.ts';

/** Milliseconds before a capture that ended is tried again: first, and at most; doubled each time. */
const firstRetry = 1000;
const lastRetry = 30_000;
/** A capture that ran so long has proven itself: its next failure starts the waits anew. */
const provenAfter = 30_000;
/** Asked to end, it is made to after so many milliseconds. */
const patience = 2000;
const statisticsEvery = 5000;
/** A list that is complete is asked for again after so many milliseconds. */
const listEvery = 5000;
const longestLine = 1000;

/** How a capture is doing. */
export interface CaptureProcessState {
  state: 'starting' | 'running' | 'waiting' | 'ended';
  reason: string;
  /** Milliseconds since the epoch. */
  retryAt: number | null;
}

/** Takes what a capture writes. Each start is a stream of its own. */
export interface CaptureProcessSink {
  begin(): void;
  bytes(chunk: Buffer): void;
  end(): void;
  state(state: CaptureProcessState): void;
  /** All that was lost so far, over restarts. */
  dropped(count: number): void;
}

/** Keeps one capture command running; what it writes is handed on opaque. */
export class CaptureProcess {
  private readonly command: readonly string[];
  private readonly sink: CaptureProcessSink;
  private readonly isList: boolean;
  private readonly now: () => number;
  private child: ChildProcess | null = null;
  private ended: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;
  private asking: NodeJS.Timeout | null = null;
  private stopping = false;
  private paused = false;
  private failures = 0;
  private droppedBefore = 0;
  private kernel = 0;
  private interface = 0;

  /** @param isList the command ends when it has told all, and is run again @param now milliseconds since the epoch */
  constructor(command: readonly string[], isList: boolean, now: () => number, sink: CaptureProcessSink) {
    this.command = command;
    this.isList = isList;
    this.now = now;
    this.sink = sink;
  }

  /** Stops reading: what the command cannot get rid of, it drops and counts. */
  pause(): void {
    this.paused = true;
    this.child?.stdout?.pause();
  }

  resume(): void {
    this.paused = false;
    this.child?.stdout?.resume();
  }

  /** Ends what runs, so that it starts anew as a new stream. */
  restart(): void {
    this.resume();
    this.child?.kill('SIGKILL');
  }

  /** Ends it; resolves when it is gone and all it wrote was handed on. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.timer) clearTimeout(this.timer);
    this.resume();
    const { child } = this;
    if (child) {
      child.kill('SIGTERM');
      const force = setTimeout(() => {
        child.kill('SIGKILL');
        // Started through sudo it is not ours to end; without a reader it ends by itself.
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, patience);
      await this.ended;
      clearTimeout(force);
    }
    this.sink.state({ state: 'ended', reason: '', retryAt: null });
  }

  start(): void {
    this.timer = null;
    const [program = '', ...args] = this.command;
    const startedAt = performance.now();
    let complaint = '';
    let ending = '';
    let isOpen = false;
    if (!this.isList) this.sink.state({ state: 'starting', reason: '', retryAt: null });
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    this.child = child;
    if (this.paused) child.stdout.pause();
    const open = (): void => {
      if (isOpen) return;
      isOpen = true;
      this.sink.begin();
      this.sink.state({ state: 'running', reason: '', retryAt: null });
      if (canAsk(this.command)) this.asking = setInterval(() => child.kill('SIGUSR1'), statisticsEvery);
    };
    child.stdout.on('data', (chunk: Buffer) => {
      open();
      this.sink.bytes(chunk);
    });
    let line = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const lines = (line + text).split(/[\r\n]+/);
      line = (lines.pop() ?? '').slice(0, longestLine);
      for (const one of lines) {
        const statistics = readTcpdumpStatistics(one);
        if (statistics === null) complaint = /^\s*$|^\(|listening on/.test(one) ? complaint : one;
        else this.countDropped(statistics);
      }
    });
    child.on('error', (problem: NodeJS.ErrnoException) => {
      ending = problem.code ?? problem.message;
    });
    this.ended = new Promise((resolve) => {
      child.on('close', (code, signal) => {
        if (this.asking) clearInterval(this.asking);
        if (isOpen) this.sink.end();
        this.child = null;
        this.droppedBefore += this.kernel + this.interface;
        this.kernel = 0;
        this.interface = 0;
        resolve();
        if (this.stopping) return;
        if (this.isList && code === 0) {
          this.timer = setTimeout(() => this.start(), listEvery);
          return;
        }
        ending ||= signal ?? `code ${code}`;
        if (performance.now() - startedAt > provenAfter) this.failures = 0;
        this.retry(describeTapFailure(basename(program), complaint || line, ending));
      });
    });
  }

  private countDropped(told: TcpdumpStatistics): void {
    this.kernel = told.kernel ?? this.kernel;
    this.interface = told.interface ?? this.interface;
    this.sink.dropped(this.droppedBefore + this.kernel + this.interface);
  }

  private retry(reason: string): void {
    const wait = Math.min(lastRetry, firstRetry * 2 ** this.failures) * (0.8 + Math.random() * 0.4);
    this.failures += 1;
    this.sink.state({ state: 'waiting', reason, retryAt: this.now() + wait });
    this.timer = setTimeout(() => this.start(), wait);
    this.timer.unref();
  }
}

/** ssh ends by the signal that makes tcpdump tell its counts; what it starts tells them at its end. */
function canAsk(command: readonly string[]): boolean {
  return !command.some((word) => basename(word) === 'ssh') && command.some((word) => basename(word) === 'tcpdump');
}
