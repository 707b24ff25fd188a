import { numberAt, recordAt, textAt, textOf, valueAt } from './json-fields.ts';
import type { JsonRecord } from './parse-json.ts';
import { readCalendarTime } from './read-time.ts';
import { readEventDataText } from './windows-event-data.ts';

/** A Windows event whichever way it was exported. */
export interface WindowsFields {
  id: number;
  provider: string;
  channel: string;
  computer: string;
  /** Microseconds since the epoch, NaN if none. */
  time: number;
  /** A field of the event's data, '' if none; `-` counts as none. */
  text(name: string): string;
}

/**
 * Reads the frame of a Windows event: flat (NXLog, OTRF), Winlogbeat (`winlog`), Azure Monitor (`EventData` as text),
 * or an evtx dump (`Event.System`).
 * null when it is none.
 */
export function readWindowsFields(record: JsonRecord): WindowsFields | null {
  const system = recordAt(record, 'Event', 'System');
  const winlog = recordAt(record, 'winlog');
  const data =
    system !== undefined
      ? recordAt(record, 'Event', 'EventData')
      : winlog !== undefined
        ? recordAt(winlog, 'event_data')
        : (readEventDataText(record) ?? record);
  const id =
    numberAt(record, 'EventID') ||
    numberAt(winlog, 'event_id') ||
    numberAt(record, 'event_id') ||
    numberAt(system, 'EventID') ||
    numberAt(system, ['EventID', '#text']);
  if (id <= 0 || id > 65_535) return null;
  const text = (name: string): string => {
    const value = textOf(data !== undefined && Object.hasOwn(data, name) ? data[name] : undefined);
    return value === '-' ? '' : value;
  };
  return {
    id,
    provider:
      textAt(record, 'SourceName') ||
      textAt(record, 'Provider') ||
      textAt(record, 'EventSourceName') ||
      textAt(record, 'ProviderName') ||
      textAt(winlog, 'provider_name') ||
      textAt(record, 'source_name') ||
      textAt(system, 'Provider', '#attributes', 'Name') ||
      textAt(system, 'Provider', '@Name') ||
      textAt(system, 'Provider', 'Name'),
    channel:
      textAt(record, 'Channel') || textAt(winlog, 'channel') || textAt(record, 'log_name') || textAt(system, 'Channel'),
    computer:
      textAt(record, 'Hostname') ||
      textAt(winlog, 'computer_name') ||
      textAt(record, 'computer_name') ||
      textAt(record, 'Computer') ||
      textAt(system, 'Computer') ||
      textAt(record, 'host', 'name'),
    time: timeOf(record, system, text('UtcTime')),
    text,
  };
}

/** Quarter of an hour in microseconds: the step of time zones. */
const ZONE_STEP = 900e6;
/** A shipper is late by less than this, or its clock cannot be used to tell the zone. */
const MAX_LATE = 300e6;

function timeOf(record: JsonRecord, system: JsonRecord | undefined, utc: string): number {
  const own = readCalendarTime(utc);
  if (!Number.isNaN(own)) return own;
  const created =
    readCalendarTime(textAt(system, 'TimeCreated', '#attributes', 'SystemTime')) ||
    readCalendarTime(textAt(system, 'TimeCreated', '@SystemTime')) ||
    readCalendarTime(textAt(record, 'TimeCreated')) ||
    readCalendarTime(textAt(record, 'TimeGenerated'));
  if (!Number.isNaN(created)) return created;
  const shipped = readCalendarTime(textOf(valueAt(record, '@timestamp')));
  const local = readCalendarTime(textAt(record, 'EventTime'));
  if (Number.isNaN(shipped) || Number.isNaN(local)) return Number.isNaN(shipped) ? local : shipped;
  // EventTime is the guest's local time: take the zone from the shipper's stamp, in whole quarters of an hour.
  const zone = Math.round((shipped - local) / ZONE_STEP) * ZONE_STEP;
  return Math.abs(shipped - local - zone) < MAX_LATE ? local + zone : shipped;
}
