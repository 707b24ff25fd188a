import type { Finding, TwinChannel } from '../telemetry/finding.ts';
import { type KeptWindow, Story } from './story.ts';

/** Quiet time after which a further departure is another story, microseconds. */
const APART = 600e6;
/** Within this time a window that is odd by itself belongs to the story; later it takes an alarm. */
export const GOING_ON = 60e6;
/** Stories and kept windows of a VM. */
const MOST_STORIES = 32;
const MOST_WINDOWS = 72;
const MOST_ASIDE = 32;

/** The departures of one VM: which go on, which are told, which windows wait for a decision. Bounded. */
export class StoryBook {
  readonly #uuid: string;
  #stories: Story[] = [];
  /** Windows that were odd without a story. */
  #aside: KeptWindow[] = [];

  constructor(uuid: string) {
    this.#uuid = uuid;
  }

  get stories(): readonly Story[] {
    return this.#stories;
  }

  /** Windows that departed, newest first, those without a story among them. */
  get windows(): KeptWindow[] {
    return [...this.#stories.flatMap(({ windows }) => windows), ...this.#aside].sort(
      (left, right) => right.to - left.to,
    );
  }

  get aside(): readonly KeptWindow[] {
    return this.#aside;
  }

  /** Keeps a window that was odd by itself; of many the oddest. */
  putAside(window: KeptWindow): void {
    this.#aside.push(window);
    if (this.#aside.length <= MOST_ASIDE) return;
    const least = this.#aside.reduce((mildest, other) => (rank(other) < rank(mildest) ? other : mildest));
    this.#aside = this.#aside.filter((other) => other !== least);
  }

  /** A window that was odd by itself has become part of a story. */
  takeFromAside(id: string): void {
    this.#aside = this.#aside.filter((window) => window.id !== id);
  }

  /** The story of a service that was last added to so short a time ago, undefined where none was. */
  find(service: string, time: number, within = APART): Story | undefined {
    return this.#stories.find((story) => story.service === service && !story.isSettled && time - story.to < within);
  }

  /** The story of a service, begun where none goes on. */
  obtain(channel: TwinChannel, service: string, time: number): { story: Story; isNew: boolean } {
    const known = this.find(service, time);
    if (known !== undefined) return { story: known, isNew: false };
    const story = new Story(
      `${this.#uuid}-${channel}-${Math.round(time / 1000)}-${hash(service)}`,
      channel,
      service,
      time,
    );
    this.#stories.push(story);
    this.#bound();
    return { story, isNew: true };
  }

  /** What changed since the last call, as findings. */
  takeFindings(): Finding[] {
    const found: Finding[] = [];
    for (const story of this.#stories) {
      if (!story.dirty) continue;
      story.dirty = false;
      found.push(story.toFinding(this.#uuid));
    }
    return found;
  }

  /** All that weighs now, as findings: for a judge that begins anew. */
  listFindings(): Finding[] {
    return this.#stories.filter(({ score }) => score > 0).map((story) => story.toFinding(this.#uuid));
  }

  /** What the story of a window weighs, 0 to 1. */
  scoreOf(window: string): number {
    return this.#stories.find(({ windows }) => windows.some(({ id }) => id === window))?.score ?? 0;
  }

  /** What a fixed story told is over: it weighs a third from here on. */
  soften(service: string, sentence: string): void {
    for (const story of this.#stories) {
      if (story.service !== service || story.fixed === null || story.fixed.why.endsWith(sentence)) continue;
      story.fixed = { ...story.fixed, why: `${story.fixed.why} ${sentence}`, score: story.fixed.score / 3 };
      story.dirty = true;
    }
  }

  /** Marks a story as to be told again. */
  touch(window: KeptWindow): void {
    for (const story of this.#stories) if (story.windows.includes(window)) story.dirty = true;
  }

  /** Goes on with stories that were kept. */
  restore(stories: readonly Story[], aside: readonly KeptWindow[]): void {
    this.#stories = [...stories];
    this.#aside = [...aside];
  }

  #bound(): void {
    const settledFirst = (left: Story, right: Story): number =>
      Number(right.isSettled) - Number(left.isSettled) || left.score - right.score || left.to - right.to;
    while (
      this.#stories.length > MOST_STORIES ||
      this.#stories.reduce((sum, { windows }) => sum + windows.length, 0) > MOST_WINDOWS
    ) {
      // The newest has just begun.
      const [least] = this.#stories.slice(0, -1).sort(settledFirst);
      if (least === undefined) return;
      this.#stories.splice(this.#stories.indexOf(least), 1);
    }
  }
}

/** What was decided goes first, then what surprised least. */
function rank({ state, bits }: KeptWindow): number {
  return state === 'kept-out' ? bits : -1;
}

/** A short name for a text of a guest (FNV-1a). */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0).toString(36);
}
