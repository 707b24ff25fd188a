import type { IntelOpinion } from '../../../shared/contract/intel.ts';
import { formatDay } from '../../ui/format-time.ts';
import { formatScore } from '../../ui/format-score.ts';

/** One rung: from where to where it leads, and where that stands on the scale (0 to 1 of its width). */
export interface LadderRung {
  key: string;
  title: string;
  /** What was met and when, hostile text. */
  detail: string;
  kind: 'listing' | 'warning';
  /** Change of the reputation. */
  change: number;
  left: number;
  width: number;
  /** Where it ends, which is where the next begins. */
  end: number;
}

/** A ladder as it is drawn. */
export interface Ladder {
  rungs: LadderRung[];
  /** Right end of the scale: 0.5, or 1 where something is known good. */
  most: number;
  /** Where the ladder starts and where it ends, 0 to 1 of the width. */
  start: number;
  end: number;
  ticks: number[];
}

const unknown = 0.5;

/** Lays the steps of a reputation on a scale from 0 to 0.5, or to 1 where one step leads above it. */
export function layLadder(opinion: IntelOpinion): Ladder {
  const { steps, listings, warnings } = opinion;
  const most = steps.some(({ value }) => value > unknown + 1e-9) ? 1 : unknown;
  const place = (value: number): number => Math.min(1, Math.max(0, value / most));
  const rungs = steps.map((step, index): LadderRung => {
    const from = steps[index - 1]?.value ?? unknown;
    const listing = listings[index];
    const warning = warnings[index - listings.length];
    const about =
      listing !== undefined
        ? { title: listing.feedName, detail: tellListing(listing, opinion.asked), kind: 'listing' as const }
        : { title: warning ?? step.text, detail: 'warning list, halfway back to 0.5', kind: 'warning' as const };
    const [low, high] = [place(Math.min(from, step.value)), place(Math.max(from, step.value))];
    return {
      key: `${index} ${step.text}`,
      ...about,
      change: step.value - from,
      left: low,
      width: high - low,
      end: place(step.value),
    };
  });
  return {
    rungs,
    most,
    start: place(unknown),
    end: place(opinion.reputation),
    ticks: most === 1 ? [0, 0.25, 0.5, 0.75, 1] : [0, 0.1, 0.2, 0.3, 0.4, 0.5],
  };
}

/** How something was met, by which entry where that is not what was asked, and what the feed calls it. */
export function tellListing(
  { matchKind, value, label, seen }: IntelOpinion['listings'][number],
  asked: string,
): string {
  const entry = value.toLowerCase() === asked.trim().toLowerCase() ? '' : value;
  return [tellMatch(matchKind), entry, label, seen === null ? '' : `seen ${formatDay(seen)}`]
    .filter((word) => word !== '')
    .join(', ');
}

/** A kind of match in words. */
export function tellMatch(kind: string): string {
  return matches.get(kind) ?? kind;
}

const matches = new Map([
  ['ip', 'same address'],
  ['ip:port', 'same address and port'],
  ['domain', 'same name'],
  ['url', 'same URL'],
  ['hash', 'same file'],
  ['ja3', 'same TLS client (JA3)'],
  ['ja4', 'same TLS client (JA4)'],
  ['subnet', 'network that holds it'],
  ['parent-domain', 'name above it'],
  ['host-of-listed-URL', 'host of a listed URL'],
  ['ip-listed-with-other-port', 'listed with another port'],
]);

/** A reputation in one sentence, the words of its drawing. */
export function tellLadder(opinion: IntelOpinion): string {
  if (opinion.unknown) return 'No feed in use lists it: 0.50, unknown.';
  const feeds = new Set(opinion.listings.map(({ feedName }) => feedName)).size;
  const lists = opinion.warnings.length;
  return [
    `From 0.50 to ${formatScore(opinion.reputation)}: listed by ${feeds === 1 ? '1 feed' : `${String(feeds)} feeds`}`,
    lists === 0 ? '' : `, known to ${lists === 1 ? '1 warning list' : `${String(lists)} warning lists`}`,
    '.',
  ].join('');
}
