import { z } from 'zod';
import { command, query, stream } from '../rpc/procedure.ts';
import { countSchema, microsSchema, probabilitySchema, windowSchema } from '../units.ts';
import { liveSchema } from './live.ts';

/** Identifies an open session; stable while the console runs and across re-opening the same index. */
export const sessionIdSchema = z.string().min(1).max(64);

/** A sentence about the evidence: damage, loss, what was not read. */
export const sessionRemarkSchema = z.object({
  code: z.string(),
  text: z.string(),
  file: z.string(),
  count: countSchema,
  severity: z.enum(['info', 'warning', 'error']),
});

/** One file of a session. */
export const sessionFileSchema = z.object({
  path: z.string(),
  name: z.string(),
  format: z.string(),
  bytes: countSchema,
  bytesRead: countSchema,
  sha256: z.string().nullable(),
});

/** An opened session as the list, the header and the status bar show it. */
export const sessionSchema = z.object({
  id: sessionIdSchema,
  name: z.string(),
  files: z.array(sessionFileSchema),
  /**
   * `watching`: live, or a replay that goes on. `stopped`: the analyst stopped reading; what was read is kept.
   * `failed`: nothing could be read.
   */
  state: z.enum(['reading', 'watching', 'ready', 'stopped', 'failed']),
  /** What happened, and what to do, where `failed`. */
  error: z.object({ title: z.string(), detail: z.string(), action: z.string() }).nullable(),
  /** 0 to 1 over all files. */
  progress: probabilitySchema,
  packets: countSchema,
  /** Estimate over the whole of the files, null while unknown. */
  packetsEstimated: countSchema.nullable(),
  packetsUndecoded: countSchema,
  secondsLeft: z.number().nullable(),
  packetsPerSecond: z.number(),
  /** Of the evidence, null while nothing was read. */
  start: microsSchema.nullable(),
  end: microsSchema.nullable(),
  flows: countSchema,
  subjects: countSchema,
  events: countSchema,
  alerts: countSchema,
  worstRisk: probabilitySchema.nullable(),
  remarks: z.array(sessionRemarkSchema),
  localNetworks: z.array(z.string()),
  indexBytes: countSchema,
  memoryBytes: countSchema,
  /** Milliseconds since epoch, wall clock. */
  openedAt: z.number(),
  sample: z.boolean(),
  /** Null for a session of files. */
  live: liveSchema.nullable(),
  /** Where the session was saved as `.mien`, if it was. */
  savedAs: z.string().nullable(),
});
/** See {@link sessionSchema}. */
export type Session = z.infer<typeof sessionSchema>;

/** A session opened before. */
export const recentSessionSchema = z.object({
  paths: z.array(z.string()),
  name: z.string(),
  bytes: countSchema,
  openedAt: z.number(),
  worstRisk: probabilitySchema.nullable(),
  /** False when a file is no longer there. */
  available: z.boolean(),
});

/** One bar of the session strip. */
export const histogramSchema = z.object({
  from: microsSchema,
  to: microsSchema,
  /** Width of a bucket, microseconds. */
  step: z.number(),
  packets: z.array(z.number()),
  bytes: z.array(z.number()),
  flows: z.array(z.number()),
  marks: z.array(
    z.object({
      time: microsSchema,
      score: probabilitySchema,
      title: z.string(),
      subject: z.string(),
      alert: z.string(),
    }),
  ),
});

/** A note of the analyst; keeps what was looked at. */
export const noteSchema = z.object({
  id: countSchema,
  text: z.string(),
  author: z.string(),
  /** Milliseconds since epoch, wall clock. */
  writtenAt: z.number(),
  /** Evidence time it speaks of. */
  time: microsSchema.nullable(),
  window: windowSchema.nullable(),
  filter: z.string(),
  flow: countSchema.nullable(),
  packet: countSchema.nullable(),
  subject: z.string().nullable(),
});
/** See {@link noteSchema}. */
export type Note = z.infer<typeof noteSchema>;

const inSession = z.object({ session: sessionIdSchema });

/** Opening, following, saving and annotating sessions. */
export const sessionContract = {
  'session.list': query(
    z.object({}),
    z.object({
      open: z.array(sessionSchema),
      recent: z.array(recentSessionSchema),
      current: sessionIdSchema.nullable(),
    }),
  ),
  /** Paths on the engine's machine: captures, logs, event streams, `.mien`; a folder means what it holds. */
  'session.open': command(z.object({ paths: z.array(z.string().min(1).max(4096)).min(1).max(256) }), inSession),
  'session.openSample': command(z.object({}), inSession),
  /** Stops reading and keeps what is read. */
  'session.stop': command(inSession, z.object({})),
  'session.close': command(inSession, z.object({})),
  /** Without a path: beside the first file, named after it. */
  'session.save': command(
    z.object({ session: sessionIdSchema, path: z.string().max(4096).optional() }),
    z.object({ path: z.string(), bytes: countSchema }),
  ),
  'session.changes': stream(z.object({}), z.object({ open: z.array(sessionSchema) })),
  'session.histogram': query(
    z.object({
      session: sessionIdSchema,
      buckets: z.number().int().min(1).max(2000),
      window: windowSchema.optional(),
      subject: z.string().optional(),
    }),
    histogramSchema,
  ),
  'note.list': query(inSession, z.object({ notes: z.array(noteSchema) })),
  'note.add': command(
    z.object({
      session: sessionIdSchema,
      text: z.string().trim().min(1).max(10_000),
      time: microsSchema.nullable().default(null),
      window: windowSchema.nullable().default(null),
      filter: z.string().max(1000).default(''),
      flow: countSchema.nullable().default(null),
      packet: countSchema.nullable().default(null),
      subject: z.string().nullable().default(null),
    }),
    noteSchema,
  ),
  'note.remove': command(z.object({ session: sessionIdSchema, id: countSchema }), z.object({})),
} as const;
