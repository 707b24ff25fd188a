import { flowSortSchema } from '../../../shared/contract/flow.ts';
import { type TimeWindow, windowSchema } from '../../../shared/units.ts';
import { z } from 'zod';
import { dropUndefined, readSearch, searchIndex, searchMicros, searchSwitch, searchText } from './read-search.ts';

const tabSchema = z.enum(['subjects', 'flows', 'events', 'alerts']);
/** The lists a session can be looked at through. */
export type SessionTab = z.infer<typeof tabSchema>;
const packetListSchema = z.enum(['decoded', 'packets', 'facts']);
/** What stands beside the bytes of a packet. */
export type PacketList = z.infer<typeof packetListSchema>;
/** Column a flow list is sorted by. */
export type FlowSort = z.infer<typeof flowSortSchema>;


/** State of a session page as the URL holds it; a missing entry is the default. Times in microseconds. */
export interface SessionSearch {
  tab?: SessionTab | undefined;
  from?: number | undefined;
  to?: number | undefined;
  filter?: string | undefined;
  subject?: string | undefined;
  alert?: string | undefined;
  flow?: number | undefined;
  packet?: number | undefined;
  sort?: FlowSort | undefined;
  desc?: boolean | undefined;
  list?: PacketList | undefined;
  /** The strip as a table. */
  table?: boolean | undefined;
}

/** Reads the page's state from the URL; entries that make no sense are left out, so any link opens. */
export function parseSessionSearch(raw: Record<string, unknown>): SessionSearch {
  return dropUndefined<SessionSearch>({
    tab: readSearch(tabSchema, raw['tab']),
    from: readSearch(searchMicros, raw['from']),
    to: readSearch(searchMicros, raw['to']),
    filter: readSearch(searchText, raw['filter']),
    subject: readSearch(searchText, raw['subject']),
    alert: readSearch(searchText, raw['alert']),
    flow: readSearch(searchIndex, raw['flow']),
    packet: readSearch(searchIndex, raw['packet']),
    sort: readSearch(flowSortSchema, raw['sort']),
    desc: readSearch(searchSwitch, raw['desc']),
    list: readSearch(packetListSchema, raw['list']),
    table: readSearch(searchSwitch, raw['table']),
  });
}

/** The window of time a page's state chooses, null for all of it or where it is no window. */
export function getWindow(search: { from?: number | undefined; to?: number | undefined }): TimeWindow | null {
  const parsed = windowSchema.safeParse({ from: search.from, to: search.to });
  return parsed.success && parsed.data.from < parsed.data.to ? parsed.data : null;
}
