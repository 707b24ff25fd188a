import type { Finding, TwinChannel } from '../telemetry/finding.ts';
import { hashOf } from './hash-of.ts';
import { type KeptWindow, Story } from './story.ts';
import { StoryRoom } from './story-room.ts';

/** Quiet time after which a further departure is another story, microseconds. */
const APART = 600e6;
/** Within this time a window that is odd by itself belongs to the story; later it takes an alarm. */
export const GOING_ON = 60e6;
/** Stories of a VM, and windows that are odd without one. */
const MOST_STORIES = 32;
const MOST_ASIDE = 32;
/** Share of the room that windows without a story may take. */
const ASIDE_SHARE = 0.25;
/** Windows of a story that stay, however little room there is. */
const LEAST_WINDOWS = 3;
/** Bytes that a window and an act take beside their texts. */
const WINDOW_BYTES = 400;
const ACT_BYTES = 250;

/** The departures of one VM: which go on, which are told, which windows wait for a decision. Bounded. */
export class StoryBook {
  readonly #uuid: string;
  #stories: Story[] = [];
  /** Windows that were odd without a story. */
  #aside: KeptWindow[] = [];
  readonly #room: StoryRoom;

  /** @param room for texts, shared with other twins */
  constructor(uuid: string, room = new StoryRoom()) {
    this.#uuid = uuid;
    this.#room = room;
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
    const room = this.#room.each * ASIDE_SHARE;
    while (this.#aside.length > MOST_ASIDE || (this.#aside.length > LEAST_WINDOWS && bytesOf(this.#aside) > room)) {
      const least = this.#aside.reduce((mildest, other) => (rank(other) < rank(mildest) ? other : mildest));
      this.#aside = this.#aside.filter((other) => other !== least);
    }
  }

  /** Adds a window to one of its stories; where room is short, what is missed least gives way. */
  add(story: Story, window: KeptWindow): void {
    story.addWindow(window);
    this.#bound(story);
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
      `${this.#uuid}-${channel}-${Math.round(time / 1000)}-${hashOf(service)}`,
      channel,
      service,
      time,
    );
    this.#stories.push(story);
    this.#bound(story);
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

  /** @param newest the story that goes on, which stays */
  #bound(newest: Story): void {
    while (this.#stories.length > MOST_STORIES) if (!this.#dropLeast(newest)) break;
    const room = this.#room.each * (1 - ASIDE_SHARE);
    while (this.#stories.reduce((sum, story) => sum + bytesOfStory(story), 0) > room) {
      // Stories are told by their worst windows: the longest gives first.
      const longest = this.#stories.reduce((most, other) =>
        other.windows.length > most.windows.length ? other : most,
      );
      if (longest.windows.length > LEAST_WINDOWS) longest.dropMildest();
      else if (!this.#dropLeast(newest)) return;
    }
  }

  /** Lets go of the story that weighs least, settled ones first. @returns false where there is none but the newest */
  #dropLeast(newest: Story): boolean {
    const settledFirst = (left: Story, right: Story): number =>
      Number(right.isSettled) - Number(left.isSettled) || left.score - right.score || left.to - right.to;
    const [least] = this.#stories.filter((story) => story !== newest).sort(settledFirst);
    if (least === undefined) return false;
    this.#stories.splice(this.#stories.indexOf(least), 1);
    return true;
  }
}

function bytesOf(windows: readonly KeptWindow[]): number {
  return windows.reduce((sum, { events, window }) => sum + WINDOW_BYTES + events.length + (window?.length ?? 0), 0);
}

function bytesOfStory({ windows, acts }: Story): number {
  return bytesOf(windows) + ACT_BYTES * acts.size;
}

/** What was decided goes first, then what surprised least. */
function rank({ state, bits }: KeptWindow): number {
  return state === 'kept-out' ? bits : -1;
}
