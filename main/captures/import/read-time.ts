/** Latest time taken, microseconds since the epoch (the year 2255). */
export const LATEST_TIME = 9e15;
const CALENDAR = /^(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,12}))?[ ]?(Z|UTC|[+-]\d\d:?\d\d)?$/;

/**
 * Reads a calendar time (`2021-06-06T15:59:46.457984+0200`, `2019/04/04 16:24:47.672448`, `…Z`), UTC where no zone
 * is given. Microseconds since the epoch, NaN when it is not one.
 */
export function readCalendarTime(text: string): number {
  if (text.length > 48) return Number.NaN;
  const parts = CALENDAR.exec(text);
  if (parts === null) return Number.NaN;
  const [, year, month, day, hour, minute, second, fraction, zone] = parts;
  const monthNumber = Number(month);
  const dayNumber = Number(day);
  if (monthNumber < 1 || monthNumber > 12 || dayNumber < 1 || dayNumber > 31) return Number.NaN;
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return Number.NaN;
  const milliseconds = Date.UTC(Number(year), monthNumber - 1, dayNumber, Number(hour), Number(minute), Number(second));
  const micros = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1e6 + 1e-4);
  return withinEpoch(milliseconds * 1000 + micros - zoneMicros(zone));
}

function zoneMicros(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z' || zone === 'UTC') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60e6;
}

/** Reads seconds since the epoch as decimal text (`1601998366.785668`), exact to the microsecond; NaN when it is not one. */
export function readEpochSeconds(text: string): number {
  if (text.length > 32 || !/^\d{1,11}(?:\.\d{1,18})?$/.test(text)) return Number.NaN;
  const dot = text.indexOf('.');
  if (dot < 0) return withinEpoch(Number(text) * 1e6);
  return withinEpoch(Number(text.slice(0, dot)) * 1e6 + Number(text.slice(dot + 1, dot + 7).padEnd(6, '0')));
}

/** Seconds since the epoch as a double, to the nearest microsecond; NaN outside 1970 to 2255. */
export function epochSeconds(seconds: number): number {
  return withinEpoch(Math.round(seconds * 1e6));
}

/** Nanoseconds since the epoch, whole or already rounded, as microseconds; NaN outside 1970 to 2255. */
export function epochNanoseconds(nanoseconds: bigint | number): number {
  return withinEpoch(typeof nanoseconds === 'bigint' ? Number(nanoseconds / 1000n) : Math.floor(nanoseconds / 1000));
}

function withinEpoch(micros: number): number {
  return micros >= 0 && micros <= LATEST_TIME ? micros : Number.NaN;
}
