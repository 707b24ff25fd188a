import { z } from 'zod';
import { flowSortSchema } from '../../shared/contract/flow.ts';
import { twinChannelSchema } from '../../shared/contract/twin.ts';
import { microsSchema, type TimeWindow } from '../../shared/units.ts';

const text = z.coerce.string().max(1000);
const index = z.coerce.number().int().min(0);

/** Search parameters every screen knows: session, window of time (microseconds) and the Conditions drawer. */
export const rootSearchSchema = z.object({
  session: z.coerce.string().max(64).optional().catch(undefined),
  from: microsSchema.optional().catch(undefined),
  to: microsSchema.optional().catch(undefined),
  conditions: z.literal(true).optional().catch(undefined),
});
/** See {@link rootSearchSchema}. */
export type RootSearch = z.infer<typeof rootSearchSchema>;

/** Search parameters of the Fleet: facets are words joined by commas, as `risk=high,critical`. */
export const fleetSearchSchema = z.object({
  find: text.optional().catch(undefined),
  sort: z
    .enum(['risk', 'name', 'persona', 'activity', 'role', 'peers', 'alert', 'flows', 'host'])
    .optional()
    .catch(undefined),
  desc: z.boolean().optional().catch(undefined),
  group: z.enum(['network', 'role', 'cluster', 'host']).optional().catch(undefined),
  risk: text.optional().catch(undefined),
  persona: text.optional().catch(undefined),
  sensitivity: text.optional().catch(undefined),
  role: text.optional().catch(undefined),
  cluster: text.optional().catch(undefined),
  network: text.optional().catch(undefined),
  host: text.optional().catch(undefined),
  state: text.optional().catch(undefined),
  hide: text.optional().catch(undefined),
  row: text.optional().catch(undefined),
});
/** See {@link fleetSearchSchema}. */
export type FleetSearch = z.infer<typeof fleetSearchSchema>;

/** Search parameters of a VM page. */
export const vmSearchSchema = z.object({
  tab: z.enum(['overview', 'flows', 'events', 'twin', 'history']).optional().catch(undefined),
  list: z.enum(['peers', 'depends', 'ports', 'hours', 'traits', 'machine', 'weaknesses']).optional().catch(undefined),
  view: z.enum(['decoded', 'packets', 'facts']).optional().catch(undefined),
  table: z.literal(true).optional().catch(undefined),
  filter: text.optional().catch(undefined),
  alert: text.optional().catch(undefined),
  flow: index.optional().catch(undefined),
  packet: index.optional().catch(undefined),
  sort: flowSortSchema.optional().catch(undefined),
  desc: z.boolean().optional().catch(undefined),
  channel: twinChannelSchema.optional().catch(undefined),
  pick: text.optional().catch(undefined),
  pile: z.literal('decided').optional().catch(undefined),
  zoom: z.literal(true).optional().catch(undefined),
});
/** See {@link vmSearchSchema}. */
export type VmSearch = z.infer<typeof vmSearchSchema>;

/** Search parameters of Incidents. */
export const incidentsSearchSchema = z.object({
  find: text.optional().catch(undefined),
  by: z.enum(['state', 'vm', 'technique']).optional().catch(undefined),
});

/** The window of time a URL chooses; null for the whole session or where it is no window. */
export function windowOf(search: { from?: number | undefined; to?: number | undefined }): TimeWindow | null {
  if (search.from === undefined || search.to === undefined || search.to <= search.from) return null;
  return { from: search.from, to: search.to };
}

function readWord(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

/** Words of a facet parameter. */
export function readWords(joined: string | undefined): string[] {
  return joined === undefined || joined === '' ? [] : joined.split(',').map(readWord);
}

/** Facet parameter of words; undefined for none, so that it leaves the URL. A comma inside a word is escaped. */
export function joinWords(words: readonly string[]): string | undefined {
  return words.length === 0 ? undefined : words.map((word) => encodeURIComponent(word)).join(',');
}
