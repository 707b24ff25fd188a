import type { FeedRow, FeedSettings } from '../../../shared/contract/intel.ts';
import { formatCount } from '../../ui/format-count.ts';
import { formatMinute, formatShortDay } from '../../ui/format-time.ts';
import { thin } from '../../ui/thin-space.ts';

const day = 86_400e6;
/** From so many days on nothing a person sees grows old. */
const never = 3650;

/** When something was, in little room: the time of the last day, else the date. Microseconds since the epoch. */
export function tellWhen(micros: number, now: number): string {
  return Math.abs(now - micros) < day ? formatMinute(micros) : formatShortDay(micros);
}

/** State of a feed in words, with the reason where it is not fine. The reason may quote the feed: hostile text. */
export function tellState(feed: FeedRow, now: number): string {
  const { settings, problem, fetchedAt } = feed;
  const judged = settings.state === 'preview' ? 'in preview, ' : '';
  const why = problem.replace(/\.$/u, '');
  if (feed.isBusy) return `${judged}being fetched`;
  switch (feed.health) {
    case 'failed':
      return `${judged}nothing came: ${why}`;
    case 'kept':
      return `${judged}kept ${fetchedAt === null ? 'its last' : tellWhen(fetchedAt, now)} copy: ${why}`;
    case 'paused':
      return 'paused, matches nothing';
    case 'preview':
      return 'in preview, matches nothing yet';
    case 'empty':
      return `${judged}not fetched yet`;
    case 'fresh':
      return settings.every === 0 ? 'fresh, by hand' : 'fresh';
  }
}

/** What a feed is: its form and where it comes from; what it lists beside indicators. */
export function tellKind(feed: FeedRow, formats: readonly { id: string; title: string }[]): string {
  const source = { file: 'file', url: 'URL', taxii: 'TAXII' }[feed.settings.source.kind];
  const form = feed.isWarning
    ? 'warning list'
    : (formats.find(({ id }) => id === feed.format)?.title ?? (feed.format === 'taxii' ? 'STIX 2.1' : feed.format));
  const rules = feed.rules === 0 ? '' : feed.rules === 1 ? '1 rule' : `${formatCount(feed.rules)} rules`;
  const vulnerabilities = feed.vulnerabilities === 0 ? '' : `${formatCount(feed.vulnerabilities)} vulnerabilities`;
  return [form, source, feed.settings.isGood ? 'known good' : '', vulnerabilities, rules]
    .filter((word) => word !== '')
    .join(', ');
}

/** A half-life in days, `none` where nothing grows old within a person's time. */
export function tellHalfLife(days: number): string {
  return days >= never ? 'none' : `${Number(days.toFixed(1))}${thin}d`;
}

/** A schedule in words, of minutes between two fetches. */
export function tellEvery(minutes: number): string {
  if (minutes === 0) return 'by hand';
  const steps = [
    [10_080, 'week', 'weeks'],
    [1440, 'day', 'days'],
    [60, 'hour', 'hours'],
  ] as const;
  for (const [size, one, many] of steps)
    if (minutes % size === 0) return minutes === size ? `every ${one}` : `every ${minutes / size} ${many}`;
  return `every ${minutes} min`;
}

/** How many indicators there are, in words. */
export function tellIndicators(count: number): string {
  return count === 1 ? '1 indicator' : `${formatCount(count)} indicators`;
}

/** Where a feed comes from: a path or an address, in full. */
export function sourceOf({ source }: Pick<FeedSettings, 'source'>): string {
  return source.kind === 'file' ? source.path : source.url;
}

/** How the feeds are as a whole. */
export interface FeedCounts {
  /** Feeds that are trusted. */
  used: number;
  fresh: number;
  /** Feeds of which an older copy serves, and those that have none though they were tried. */
  kept: FeedRow[];
  failed: FeedRow[];
  preview: number;
  paused: number;
}

/** Counts feeds by how they are; a paused one is fine whatever its last try was. */
export function countFeeds(feeds: readonly FeedRow[]): FeedCounts {
  const count = (suits: (feed: FeedRow) => boolean): number => feeds.filter(suits).length;
  return {
    used: count(({ settings }) => settings.state === 'trusted'),
    fresh: count(({ health }) => health === 'fresh'),
    kept: feeds.filter(({ health }) => health === 'kept'),
    failed: feeds.filter(({ health }) => health === 'failed'),
    preview: count(({ settings }) => settings.state === 'preview'),
    paused: count(({ settings }) => settings.state === 'paused'),
  };
}
