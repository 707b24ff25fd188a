import type { AlertGroup } from './group-alerts.ts';
import { makeStoryId } from './story-id.ts';

/** A story that was named before. */
export interface KnownStory {
  id: string;
  /** Ids of its alerts when it was last looked at. */
  alerts: readonly string[];
  /** When it began, microseconds: of two that become one, the older keeps its id. */
  since: number;
  /** VM it was of, where nothing more is known of it. */
  subject?: string;
}

/** A group of alerts with the id it is known by. */
export interface NamedGroup extends AlertGroup {
  id: string;
  /** Ids of stories that became part of it. */
  merged: string[];
}

/**
 * Gives groups their ids: that of the story they were before, of the oldest where several became one, else a new one made
 * from the first alert, the same wherever the same is seen. What falls apart keeps its id where most of it is.
 */
export function knowAgain(groups: readonly AlertGroup[], known: readonly KnownStory[]): NamedGroup[] {
  const groupOf = new Map<string, number>();
  const groupOfVm = new Map<string, number>();
  for (const [index, { alerts }] of groups.entries()) {
    for (const { id, subject } of alerts) {
      groupOf.set(id, index);
      if (!groupOfVm.has(subject)) groupOfVm.set(subject, index);
    }
  }
  const ids = new Map<number, string>();
  const merged = new Map<number, string[]>();
  const taken = new Set(known.map(({ id }) => id));
  for (const story of known.toSorted((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1))) {
    const index = placeOf(story, groupOf) ?? (story.subject === undefined ? undefined : groupOfVm.get(story.subject));
    if (index === undefined) continue;
    if (ids.has(index)) merged.set(index, [...(merged.get(index) ?? []), story.id]);
    else ids.set(index, story.id);
  }
  return groups.map((group, index) => {
    const id = ids.get(index) ?? makeStoryId(group.alerts[0]?.id ?? '', taken);
    taken.add(id);
    return { ...group, id, merged: merged.get(index) ?? [] };
  });
}

/** The group that most of a story's alerts are in; the first of several. */
function placeOf(story: KnownStory, groupOf: ReadonlyMap<string, number>): number | undefined {
  const counts = new Map<number, number>();
  for (const alert of story.alerts) {
    const index = groupOf.get(alert);
    if (index !== undefined) counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0];
}
