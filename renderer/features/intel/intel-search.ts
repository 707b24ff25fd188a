import { z } from 'zod';

const text = z.coerce.string().max(2048);

/** Search parameters of Intel: the chosen feed, what is asked about, the dialog that adds a feed, the order. */
export const intelSearchSchema = z.object({
  feed: z.coerce.string().max(64).optional().catch(undefined),
  ask: text.optional().catch(undefined),
  adds: z.enum(['file', 'url', 'taxii']).optional().catch(undefined),
  sort: z.enum(['name', 'indicators', 'fetched', 'weight', 'hits']).optional().catch(undefined),
  desc: z.boolean().optional().catch(undefined),
  pane: z.literal('settings').optional().catch(undefined),
});
/** See {@link intelSearchSchema}. */
export type IntelSearch = z.infer<typeof intelSearchSchema>;
