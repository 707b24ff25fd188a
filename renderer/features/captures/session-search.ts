import { flowSortSchema } from '../../../shared/contract/flow.ts';
import { z } from 'zod';
import { readSearch, searchIndex, searchSwitch, searchText } from './read-search.ts';

const tabSchema = z.enum(['subjects', 'flows', 'events', 'alerts']);
/** The lists a session can be looked at through. */
export type SessionTab = z.infer<typeof tabSchema>;
const packetListSchema = z.enum(['decoded', 'packets', 'facts']);
/** What stands beside the bytes of a packet. */
export type PacketList = z.infer<typeof packetListSchema>;
/** Column a flow list is sorted by. */
export type FlowSort = z.infer<typeof flowSortSchema>;

/** State of a session page as the URL holds it; a missing entry is the default; session and window are the frame's. */
export interface SessionSearch {
  tab?: SessionTab | undefined;
  filter?: string | undefined;
  subject?: string | undefined;
  alert?: string | undefined;
  flow?: number | undefined;
  packet?: number | undefined;
  sort?: FlowSort | undefined;
  desc?: boolean | undefined;
  view?: PacketList | undefined;
  /** The strip as a table. */
  table?: boolean | undefined;
}

/**
 * Reads the page's state from the URL; entries that make no sense are undefined, which also keeps the raw ones
 * from showing through, so any link opens.
 */
export function parseSessionSearch(raw: Record<string, unknown>): SessionSearch {
  return {
    tab: readSearch(tabSchema, raw['tab']),
    filter: readSearch(searchText, raw['filter']),
    subject: readSearch(searchText, raw['subject']),
    alert: readSearch(searchText, raw['alert']),
    flow: readSearch(searchIndex, raw['flow']),
    packet: readSearch(searchIndex, raw['packet']),
    sort: readSearch(flowSortSchema, raw['sort']),
    desc: readSearch(searchSwitch, raw['desc']),
    view: readSearch(packetListSchema, raw['view']),
    table: readSearch(searchSwitch, raw['table']),
  };
}
