import { sayCount } from '../detection/say.ts';
import type { KeptWindow } from './story.ts';
import { unpackEvents } from './packed-events.ts';
import { unpackWindow } from './packed-window.ts';
import type { Twin } from './twin.ts';

/** Windows of a twin by their ids that may still be let in; ids of others are passed over. */
function chosen(twin: Twin, ids: readonly string[]): KeptWindow[] {
  const wanted = new Set(ids);
  return twin.stories.windows.filter(
    ({ id, state }) => wanted.has(id) && (state === 'kept-out' || state === 'rejected'),
  );
}

/** Decides upon windows. A story counts as a hit, once, while any window of it was rejected. */
function decide(twin: Twin, windows: readonly KeptWindow[], how: (window: KeptWindow) => void): void {
  if (windows.length === 0) return;
  const countHits = (): number =>
    twin.stories.stories.filter((story) => story.windows.some(({ state }) => state === 'rejected')).length;
  const before = countHits();
  for (const window of windows) {
    how(window);
    twin.stories.touch(window);
  }
  const { budget } = twin;
  budget.hits = Math.max(0, Math.min(budget.alarms, budget.hits + countHits() - before));
  twin.version++;
}

/** How many of these windows a person may still let in. */
export function countUndecided(twin: Twin, ids: readonly string[]): number {
  return chosen(twin, ids).length;
}

/**
 * Lets windows in: they are learned, others are compared with them, and alerts that rest on them alone are quieted.
 * @returns how many there were
 */
export function acceptWindows(twin: Twin, ids: readonly string[]): number {
  const windows = chosen(twin, ids);
  decide(twin, windows, (kept) => {
    if (kept.window !== null) {
      // A person who accepts a window teaches it: once would leave it as rare as it was.
      const window = unpackWindow(kept.window);
      for (let times = 0; times < 3; times++) twin.learnWindow(window);
    }
    if (kept.channel === 'resources') twin.resources.ring.put(kept.ringScore, kept.bits);
    else if (kept.channel !== 'agent')
      twin.tracks[kept.channel].streamOf(kept.service, kept.thread).ring.put(kept.ringScore, kept.bits);
    kept.state = 'accepted';
    kept.window = null;
  });
  return windows.length;
}

/** Keeps windows out for good: they were harm. @returns how many there were that were not already */
export function rejectWindows(twin: Twin, ids: readonly string[]): number {
  const windows = chosen(twin, ids).filter(({ state }) => state === 'kept-out');
  decide(twin, windows, (kept) => {
    kept.state = 'rejected';
    kept.agesOutAt = null;
    twin.learned.add(kept.from, kept.to, 'rejected');
  });
  return windows.length;
}

/** What accepting windows would teach, in words, and the titles of alerts it would quiet. */
export function previewWindows(twin: Twin, ids: readonly string[]): { teaches: string[]; alerts: string[] } {
  const windows = chosen(twin, ids);
  const teaches = new Map<string, number>();
  for (const { events, service } of windows) {
    for (const { text, never } of unpackEvents(events).slice(0, 8)) {
      const line = `${service}: ${text}${never ? ', never learned before' : ''}`;
      teaches.set(line, (teaches.get(line) ?? 0) + 1);
    }
  }
  const alerts = twin.stories.stories
    .filter(
      (story) =>
        story.windows.length > 0 &&
        story.windows.every((window) => window.state !== 'kept-out' || windows.includes(window)),
    )
    .filter((story) => story.windows.some((window) => windows.includes(window)))
    .map(({ title }) => title);
  return {
    teaches: [...teaches]
      .slice(0, 40)
      .map(([line, count]) => (count === 1 ? line : `${line} (${sayCount(count, 'time')})`)),
    alerts,
  };
}
