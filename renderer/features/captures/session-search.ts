import { flowSortSchema } from '../../../shared/contract/flow.ts';
import { type TimeWindow, windowSchema } from '../../../shared/units.ts';
import { z } from 'zod';

const tabSchema = z.enum(['subjects', 'flows', 'events', 'alerts']);
/** The lists a session can be looked at through. */
export type SessionTab = z.infer<typeof tabSchema>;
/** Column a flow list is sorted by. */
export type FlowSort = z.infer<typeof flowSortSchema>;

const number = z.coerce.number().min(0).max(9e15);
const index = z.coerce.number().int().min(0);
const text = z.coerce.string().max(1000);

/** State of a session page as the URL holds it; a missing entry is the default. Times in microseconds. */
export interface SessionSearch {
  tab?: SessionTab;
  from?: number;
  to?: number;
  filter?: string;
  subject?: string;
  alert?: string;
  flow?: number;
  packet?: number;
  sort?: FlowSort;
  desc?: boolean;
}

function take<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  if (value === '' || !['string', 'number', 'boolean'].includes(typeof value)) return undefined;
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

function defined<T extends object>(entries: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as T;
}

/** Reads the page's state from the URL; entries that make no sense are left out, so any link opens. */
export function parseSessionSearch(raw: Record<string, unknown>): SessionSearch {
  return defined<SessionSearch>({
    tab: take(tabSchema, raw['tab']),
    from: take(number, raw['from']),
    to: take(number, raw['to']),
    filter: take(text, raw['filter']),
    subject: take(text, raw['subject']),
    alert: take(text, raw['alert']),
    flow: take(index, raw['flow']),
    packet: take(index, raw['packet']),
    sort: take(flowSortSchema, raw['sort']),
    desc: raw['desc'] === true || raw['desc'] === 'true' ? true : undefined,
  });
}

/** The window of time a page's state chooses, null for all of it or where it is no window. */
export function getWindow(search: { from?: number; to?: number }): TimeWindow | null {
  const parsed = windowSchema.safeParse({ from: search.from, to: search.to });
  return parsed.success && parsed.data.from < parsed.data.to ? parsed.data : null;
}
