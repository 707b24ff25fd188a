import { sayCount } from '../detection/say.ts';
import type { KeptWindow } from './story.ts';
import type { Twin } from './twin.ts';

/** Windows of a twin by their ids; ids of none are passed over. */
function chosen(twin: Twin, ids: readonly string[]): KeptWindow[] {
  const wanted = new Set(ids);
  return twin.stories.windows.filter(
    ({ id, state }) => wanted.has(id) && (state === 'kept-out' || state === 'rejected'),
  );
}

/**
 * Lets windows in: they are learned, others are compared with them, and alerts that rest on them alone are quieted.
 * @returns how many there were
 */
export function acceptWindows(twin: Twin, ids: readonly string[]): number {
  const windows = chosen(twin, ids);
  for (const kept of windows) {
    if (kept.window !== null) {
      // A person who accepts a window teaches it: once would leave it as rare as it was.
      for (let times = 0; times < 3; times++) twin.learnWindow(kept.window);
    }
    if (kept.channel === 'resources') twin.resources.ring.put(kept.ringScore, kept.bits);
    else if (kept.channel !== 'agent')
      twin.tracks[kept.channel].streamOf(kept.service, kept.thread).ring.put(kept.ringScore, kept.bits);
    kept.state = 'accepted';
    twin.stories.touch(kept);
  }
  if (windows.length > 0) twin.version++;
  return windows.length;
}

/** Keeps windows out for good: they were harm. @returns how many there were */
export function rejectWindows(twin: Twin, ids: readonly string[]): number {
  const windows = chosen(twin, ids);
  for (const kept of windows) {
    kept.state = 'rejected';
    kept.agesOutAt = null;
    twin.learned.add(kept.from, kept.to, 'rejected');
    twin.stories.touch(kept);
  }
  const hit = twin.stories.stories.filter((story) => story.windows.some((window) => windows.includes(window)));
  twin.budget.hits = Math.min(twin.budget.alarms, twin.budget.hits + hit.length);
  if (windows.length > 0) twin.version++;
  return windows.length;
}

/** What accepting windows would teach, in words, and the titles of alerts it would quiet. */
export function previewWindows(twin: Twin, ids: readonly string[]): { teaches: string[]; alerts: string[] } {
  const windows = chosen(twin, ids);
  const teaches = new Map<string, number>();
  for (const { events, service } of windows) {
    for (const { text, never } of events.slice(0, 8)) {
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
