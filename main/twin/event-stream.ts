import type { SurprisingEvent, TwinChannel } from '../telemetry/finding.ts';
import { ConformalRing } from './conformal-ring.ts';
import type { EventWindow } from './event-window.ts';
import { NgramModel } from './models/ngram-model.ts';
import { scoreBits, type WindowScore } from './score-bits.ts';
import { syscallWord, SYSCALL_TOKENS } from './syscall-words.ts';
import type { Vocabulary } from './vocabulary.ts';

const ORDER = 6;
/** Accepted windows that others are compared with. */
const RANKS = 256;
/** n-grams of one model at most; see {@link ChannelTrack.trim} for all together. */
const MOST_NODES = { syscalls: 4096, other: 1024 };
/** Tokens of channels whose events are words. */
export const WORD_TOKENS = 384;
/** Threads whose last tokens are remembered. */
const MOST_TAILS = 64;
/** Windows that a stream's usual bits lean on. */
const MEMORY = 200;

/** A window with its score, and the surprise of each of its events in order. */
export interface ScoredWindow extends WindowScore {
  surprise: Float32Array;
  /** It holds what was never learned. */
  isNovel: boolean;
}

/** What a twin knows of one service and thread: a model of its sequences, and how accepted windows scored. */
export class EventStream {
  readonly channel: TwinChannel;
  readonly service: string;
  readonly thread: string;
  model: NgramModel;
  open: EventWindow | null = null;
  /** Last tokens of what goes on, by the thread: threads of one kind share a stream, not a run. Bounded. */
  readonly #tails = new Map<number, number[]>();
  /** Windows learned. */
  windows = 0;
  /** Scores of its accepted windows. */
  readonly ring = new ConformalRing(RANKS);
  /** Last time it was heard of, microseconds. */
  lastSeen = 0;
  #seen = new Set<number>();
  #sized = { learned: 0, bytes: 0 };

  constructor(channel: TwinChannel, service: string, thread: string, model?: NgramModel) {
    this.channel = channel;
    this.service = service;
    this.thread = thread;
    this.model =
      model ??
      new NgramModel(
        channel === 'syscalls'
          ? { order: ORDER, alphabet: SYSCALL_TOKENS, mostNodes: MOST_NODES.syscalls }
          : { order: ORDER, alphabet: WORD_TOKENS, mostNodes: MOST_NODES.other },
      );
    if (model !== undefined) this.#lookThrough();
  }

  /** Bits an event takes lately: how predictable it is. */
  entropy = 0;

  /** Last tokens of a thread, none where it was not heard lately. */
  tailOf(thread: number): number[] {
    return this.#tails.get(thread) ?? [];
  }

  /** A thread goes on. */
  follow(thread: number, tokens: readonly number[]): void {
    const tail = [...this.tailOf(thread), ...tokens].slice(1 - ORDER);
    this.#tails.delete(thread);
    this.#tails.set(thread, tail);
    for (const oldest of this.#tails.keys()) {
      if (this.#tails.size <= MOST_TAILS) break;
      this.#tails.delete(oldest);
    }
  }

  /** Whether it was ever learned to do this. */
  hasSeen(token: number): boolean {
    return token !== 0 && this.#seen.has(token);
  }

  /** Whether it was ever learned to do this very thing. */
  knows(word: string, words: Vocabulary): boolean {
    return words.knows(word) && this.hasSeen(words.tokenOf(word));
  }

  /** Surprise of a window, in the order of its events. Words that have no token are as surprising as can be. */
  score(window: EventWindow, words: Vocabulary): ScoredWindow {
    const surprise = new Float32Array(window.events);
    let at = 0;
    let severity = 0;
    const runs = this.#runsOf(window, words);
    for (const { tokens, context } of runs) {
      const bits = new Float32Array(tokens.length);
      this.model.score(tokens, bits);
      surprise.set(bits.subarray(context), at);
      at += tokens.length - context;
    }
    const told = new Set<string>();
    for (const happening of window.happenings) {
      if (happening.severity === 0 || told.has(happening.word) || this.knows(happening.word, words)) continue;
      told.add(happening.word);
      severity += happening.severity;
    }
    const isNovel = runs.some(({ tokens, context }) =>
      tokens.some((token, index) => index >= context && !this.hasSeen(token)),
    );
    return { ...scoreBits(surprise, severity), surprise, isNovel };
  }

  /** Learns a window. Give its score where it is learned as ordinary. */
  learn(window: EventWindow, words: Vocabulary, score: WindowScore | null): void {
    for (const { word } of window.happenings) words.learn(word);
    for (const { tokens, context } of this.#runsOf(window, words)) {
      const own = context === 0 ? tokens : tokens.slice(context);
      this.model.learn(own);
      for (const token of own) this.#seen.add(token);
    }
    this.windows++;
    if (score === null) return;
    const weight = Math.max(1 / this.windows, 1 / MEMORY);
    this.entropy += weight * (score.bits - this.entropy);
  }

  /** The events that surprised most, worst first and `most` of them, with what was expected in their place. */
  explain(window: EventWindow, words: Vocabulary, surprise: Float32Array, most: number): SurprisingEvent[] {
    const found: { bits: number; time: number; text: string; token: number; before: number[] }[] = [];
    let at = 0;
    for (const { tokens, context, time } of this.#runsOf(window, words)) {
      for (let index = context; index < tokens.length; index++, at++) {
        const token = tokens[index] ?? 0;
        const happening = window.happenings[at];
        found.push({
          bits: surprise[at] ?? 0,
          time: happening?.time ?? time,
          text: happening?.text ?? syscallWord(token),
          token,
          before: tokens.slice(Math.max(0, index - ORDER + 1), index),
        });
      }
    }
    found.sort((left, right) => right.bits - left.bits || left.time - right.time);
    // Much of a window follows the same: what was expected then is worked out, and held, once.
    const known = new Map<string, SurprisingEvent['expected']>();
    return found.slice(0, most).map(({ bits, time, text, token, before }) => {
      const after = before.join(' ');
      const expected = known.get(after) ?? this.#expectedAfter(before, words);
      known.set(after, expected);
      return { time, text, bits, expected, never: !this.hasSeen(token) };
    });
  }

  #expectedAfter(before: readonly number[], words: Vocabulary): SurprisingEvent['expected'] {
    return this.model.expect(before, 3).map(({ token, probability }) => ({
      text: this.wordOf(token, words),
      probability: Math.min(1, probability),
    }));
  }

  /** A token in words. */
  wordOf(token: number, words: Vocabulary): string {
    return this.channel === 'syscalls' ? syscallWord(token) : words.wordOf(token) || 'something new';
  }

  /** Size of the model as written, bytes; worked out again when it has changed by a twentieth. */
  get bytes(): number {
    const { learned } = this.model;
    if (Math.abs(learned - this.#sized.learned) > this.#sized.learned / 20 || this.#sized.bytes === 0)
      this.#sized = { learned, bytes: this.model.sizeBytes() };
    return this.#sized.bytes;
  }

  /** Goes on with another model of the same. */
  use(model: NgramModel): void {
    this.model = model;
    this.#lookThrough();
  }

  #lookThrough(): void {
    this.#seen = new Set(this.model.expect([], this.model.alphabet).map(({ token }) => token));
  }

  /** Words may have got their tokens since the window was made. */
  #runsOf(window: EventWindow, words: Vocabulary): EventWindow['runs'] {
    if (this.channel === 'syscalls') return window.runs;
    const [run] = window.runs;
    const context = run?.tokens.slice(0, run.context) ?? [];
    return [
      {
        time: window.from,
        tokens: [...context, ...window.happenings.map(({ word }) => words.tokenOf(word))],
        context: context.length,
      },
    ];
  }
}
