import { z } from 'zod';

/** A feed as it is set up. */
export const feedSettingsSchema = z.strictObject({
  /** Short, stable; names its files. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  name: z.string().min(1).max(120),
  source: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('file'), path: z.string().min(1).max(4096) }),
    z.strictObject({
      kind: z.literal('url'),
      url: z.url().max(2048),
      /** Its server is in a network of our own. */
      isInternal: z.boolean(),
      /** File whose first line is sent as the Authorization header; the secret itself is kept nowhere else. */
      tokenFile: z.string().max(4096),
    }),
    z.strictObject({
      kind: z.literal('taxii'),
      /** Address of a collection: `https://host/root/collections/ID/`. */
      url: z.url().max(2048),
      isInternal: z.boolean(),
      tokenFile: z.string().max(4096),
    }),
  ]),
  /** Form of it, '' to find out. */
  format: z.string().max(60),
  /** A plain list of what is ordinary, not of what is bad. */
  isWarning: z.boolean(),
  /** Lists what is known good. */
  isGood: z.boolean(),
  /** Trust, 0 to 1. */
  weight: z.number().min(0).max(1),
  /** Days after which what it says is worth half. */
  halfLife: z.number().min(0.1).max(36_500),
  licence: z.string().max(200),
  /** Its terms let what it says leave this machine. */
  mayExport: z.boolean(),
  /** Minutes between two fetches, 0 by hand. */
  every: z.number().min(0).max(525_600),
  /** In preview it is read and judged, and matches nothing. */
  state: z.enum(['preview', 'trusted', 'paused']),
});
/** See {@link feedSettingsSchema}. */
export type FeedSettings = z.infer<typeof feedSettingsSchema>;
