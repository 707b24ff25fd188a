import { z } from 'zod';

const text = z.coerce.string().max(1000);

/** Search parameters of the audit: the open entry, what the list is narrowed to; facets are words joined by commas. */
export const auditSearchSchema = z.object({
  entry: z.coerce.number().int().min(0).optional().catch(undefined),
  find: text.optional().catch(undefined),
  who: text.optional().catch(undefined),
  what: text.optional().catch(undefined),
  result: text.optional().catch(undefined),
  rail: z.literal('off').optional().catch(undefined),
});
/** See {@link auditSearchSchema}. */
export type AuditSearch = z.infer<typeof auditSearchSchema>;
