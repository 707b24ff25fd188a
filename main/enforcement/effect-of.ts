import type { Change } from '../../shared/contract/enforcement.ts';
import { shiftOf } from './shift-of.ts';

/** What was measured of a service over some time. */
export interface ServiceFigures {
  seconds: number;
  connections: number;
  /** Connections that were not answered, or reset before they were. */
  failed: number;
  /** Bytes of each connection, and how long those that ended took, milliseconds: of some, where there were too many. */
  bytes: number[];
  took: number[];
  bytesInAll: number;
}

type Effect = Change['effect'][number];

/** Connections and seconds on either side below which nothing is called worse. */
const LEAST = 20;
const LEAST_SECONDS = 20;
/** Standard deviations beyond which it is no noise: many figures are looked at, again and again. */
const BEYOND = 4;

/** Measures of one service before a change and since; one is harmed where it is worse by much and beyond noise. */
export function effectOf(name: string, before: ServiceFigures, now: ServiceFigures): Effect[] {
  const long = before.seconds >= LEAST_SECONDS && now.seconds >= LEAST_SECONDS;
  const enough = long && before.connections >= LEAST && now.connections >= LEAST;
  const [tookBefore, tookNow] = [medianOf(before.took), medianOf(now.took)];
  const measured = (seconds: number, value: number): number | null => (seconds > 0 ? value / seconds : null);
  return [
    {
      what: `${name}: connections that fail`,
      unit: '%',
      before: before.connections === 0 ? null : (100 * before.failed) / before.connections,
      now: now.connections === 0 ? null : (100 * now.failed) / now.connections,
      harm: enough && failsMore(before, now),
    },
    {
      what: `${name}: time a connection takes`,
      unit: 'ms',
      before: tookBefore,
      now: tookNow,
      harm: enough && isSlower(before.took, now.took),
    },
    {
      what: `${name}: connections a minute`,
      unit: '',
      before: measured(before.seconds, before.connections * 60),
      now: measured(now.seconds, now.connections * 60),
      harm: long && isCalledLess(before, now),
    },
    {
      what: `${name}: bytes a second`,
      unit: 'B/s',
      before: measured(before.seconds, before.bytesInAll),
      now: measured(now.seconds, now.bytesInAll),
      harm: enough && carriesLess(before, now),
    },
  ];
}

/** Whether connections fail or take longer: what is taken back for. Fewer calls or bytes alone may be less demand. */
export function isGrave(what: string): boolean {
  return what.endsWith(': connections that fail') || what.endsWith(': time a connection takes');
}

/** Five of a hundred more, and more than two samples of one kind differ by chance. */
function failsMore(before: ServiceFigures, now: ServiceFigures): boolean {
  const [was, is] = [before.failed / before.connections, now.failed / now.connections];
  if (is - was < 0.05) return false;
  const all = (before.failed + now.failed) / (before.connections + now.connections);
  const deviation = Math.sqrt(all * (1 - all) * (1 / before.connections + 1 / now.connections));
  return deviation === 0 || (is - was) / deviation >= BEYOND;
}

/** Half as long again and 5 ms more at the median, and by rank: a few slow ones among many are none. */
function isSlower(before: readonly number[], now: readonly number[]): boolean {
  const [was, is] = [medianOf(before), medianOf(now)];
  if (was === null || is === null || before.length < LEAST || now.length < LEAST) return false;
  return is >= was * 1.5 && is - was >= 5 && shiftOf(before, now) >= BEYOND;
}

/** Less than half as often, where as many calls as before would have come surely. */
function isCalledLess(before: ServiceFigures, now: ServiceFigures): boolean {
  if (before.connections < LEAST) return false;
  const expected = (before.connections / before.seconds) * now.seconds;
  if (expected < 30 || now.connections * 2 > expected) return false;
  const deviation = Math.sqrt(expected + expected ** 2 / before.connections);
  return (expected - now.connections) / deviation >= BEYOND;
}

/** Less than half a second, and of each connection: fewer calls alone are no harm of this kind. */
function carriesLess(before: ServiceFigures, now: ServiceFigures): boolean {
  const rates = [before.bytesInAll / before.seconds, now.bytesInAll / now.seconds] as const;
  const each = [before.bytesInAll / before.connections, now.bytesInAll / now.connections] as const;
  if (rates[1] * 2 > rates[0] || each[1] * 2 > each[0]) return false;
  return shiftOf(before.bytes, now.bytes) <= -BEYOND;
}

function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
