import { z } from 'zod';
import { command, query, stream } from '../rpc/procedure.ts';
import { countSchema, microsSchema, probabilitySchema } from '../units.ts';
import { sessionIdSchema } from './session.ts';

/** Id of a feed: names its files. */
const feedIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);

/** A feed as it is set up. */
export const feedSettingsSchema = z.strictObject({
  id: feedIdSchema,
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
  weight: probabilitySchema,
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

const sampleSchema = z.object({
  count: countSchema,
  examples: z.array(z.object({ row: z.string(), why: z.string() })),
});

/** A feed, how it is doing and what its last good copy holds. */
export const feedRowSchema = z.object({
  settings: feedSettingsSchema,
  /** `empty`: nothing was fetched yet; `kept`: the last try failed and an older copy serves; `failed`: there is no copy. */
  health: z.enum(['empty', 'fresh', 'kept', 'failed', 'paused', 'preview']),
  /** When the copy in use was fetched, and when it was last tried. */
  fetchedAt: microsSchema.nullable(),
  triedAt: microsSchema.nullable(),
  nextAt: microsSchema.nullable(),
  /** Why the last try brought nothing new, a sentence; '' where it did. */
  problem: z.string(),
  isBusy: z.boolean(),
  format: z.string(),
  isWarning: z.boolean(),
  indicators: countSchema,
  vulnerabilities: countSchema,
  /** Rules over events. */
  rules: countSchema,
  /** Rows that could not be used, and entries refused because they would meet what is nobody's outside. */
  skipped: sampleSchema,
  refused: sampleSchema,
  /** Alerts of open sessions that name it. */
  hits: countSchema,
});
/** See {@link feedRowSchema}. */
export type FeedRow = z.infer<typeof feedRowSchema>;

/** What intelligence says of something, with its whole arithmetic. */
export const opinionSchema = z.object({
  asked: z.string(),
  /** What it was taken for: address, domain, url, ja3, hash. */
  kind: z.string(),
  /** 0 known bad, 1 known good, 0.5 where nobody knows. */
  reputation: probabilitySchema,
  unknown: z.boolean(),
  /** The value after each rung of the ladder, which starts at 0.5. */
  steps: z.array(z.object({ text: z.string(), value: probabilitySchema })),
  listings: z.array(
    z.object({
      feed: z.string(),
      feedName: z.string(),
      matchKind: z.string(),
      value: z.string(),
      label: z.string(),
      /** When the feed last saw it, null where it does not say. */
      seen: microsSchema.nullable(),
      weight: probabilitySchema,
      match: probabilitySchema,
      age: probabilitySchema,
      share: probabilitySchema,
    }),
  ),
  warnings: z.array(z.string()),
});
/** See {@link opinionSchema}. */
export type IntelOpinion = z.infer<typeof opinionSchema>;

/** What believing a feed would do, judged on the stored evidence of a session. */
export const feedPreviewSchema = z.object({
  /** Different things seen that it lists, how often, and of how many VMs. */
  things: countSchema,
  times: countSchema,
  subjects: countSchema,
  /** Of these, what other feeds list already, and what warning lists know. */
  known: countSchema,
  warned: countSchema,
  alertsAdded: countSchema,
  /** A reputation below it raises an alert. */
  alertBelow: probabilitySchema,
  rows: z.array(
    z.object({
      value: z.string(),
      kind: z.string(),
      matchKind: z.string(),
      times: countSchema,
      firstSeen: microsSchema,
      lastSeen: microsSchema,
      subjects: z.array(z.object({ id: z.string(), name: z.string() })),
      /** Feeds that list it already, and warning lists that know it. */
      knownBy: z.array(z.string()),
      warnings: z.array(z.string()),
      before: probabilitySchema,
      after: probabilitySchema,
    }),
  ),
  /** Rules over events that match, the surest first, at most 200; `rulesMatched` counts them all. */
  rules: z.array(
    z.object({
      title: z.string(),
      why: z.string(),
      technique: z.string(),
      score: probabilitySchema,
      /** Names of the machines concerned, the first few. */
      hosts: z.array(z.string()),
    }),
  ),
  rulesMatched: countSchema,
  /** What was looked through, a sentence. */
  basis: z.string(),
});
/** See {@link feedPreviewSchema}. */
export type FeedPreview = z.infer<typeof feedPreviewSchema>;

/** Feeds of threat intelligence: whom the console believes, and what believing one more would cost. */
export const intelContract = {
  'intel.list': query(
    z.object({}),
    z.object({
      feeds: z.array(feedRowSchema),
      formats: z.array(z.object({ id: z.string(), title: z.string() })),
      indicators: countSchema,
    }),
  ),
  /** Raised when the list would answer otherwise. */
  'intel.changes': stream(z.object({}), z.object({ version: countSchema })),
  /** Adds a feed or changes its settings; a new one is fetched at once. */
  'intel.put': command(z.object({ settings: feedSettingsSchema }), z.object({})),
  'intel.remove': command(z.object({ id: feedIdSchema }), z.object({})),
  /** Fetches a feed now. Resolves when that is over, however it ended: the list says how. */
  'intel.refresh': command(z.object({ id: feedIdSchema }), z.object({})),
  /** What is said of an address (with a port after a colon), a name, a URL or a digest. */
  'intel.ask': query(z.object({ value: z.string().min(1).max(2048) }), opinionSchema),
  'intel.preview': query(z.object({ session: sessionIdSchema, feed: feedIdSchema }), feedPreviewSchema),
} as const;
