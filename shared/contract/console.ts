import { z } from 'zod';
import { command, query } from '../rpc/procedure.ts';
import { countSchema, probabilitySchema } from '../units.ts';
import { sessionIdSchema } from './session.ts';

/** One thing `doctor` looked at. */
export const checkSchema = z.object({
  name: z.string(),
  state: z.enum(['ok', 'missing', 'old', 'limited']),
  found: z.string(),
  /** What its absence costs, '' when ok. */
  costs: z.string(),
  /** Command that mends it, '' when none. */
  remedy: z.string(),
});
/** See {@link checkSchema}. */
export type Check = z.infer<typeof checkSchema>;

/** A mistake in a settings file, by line (from 1). */
export const problemSchema = z.object({ line: countSchema, message: z.string() });

/** What the analyst may set. */
export const settingsSchema = z.object({
  /** CIDRs that count as local beside the private ranges; empty = private ranges and what the capture suggests. */
  localNetworks: z.array(z.string()),
  /** The thresholds file as text (YAML), and the one shipped. */
  thresholds: z.string(),
  thresholdsShipped: z.string(),
  /** The persona catalogue as text (YAML), and the one shipped. */
  personas: z.string(),
  personasShipped: z.string(),
});
/** See {@link settingsSchema}. */
export type Settings = z.infer<typeof settingsSchema>;

/** The console itself: what it is, what it lacks, what is set. */
export const consoleContract = {
  'console.info': query(
    z.object({}),
    z.object({
      version: z.string(),
      shell: z.enum(['electron', 'browser']),
      /** Name shown as the author of notes. */
      user: z.string(),
      storePath: z.string(),
      storeBytes: countSchema,
      now: z.number(),
    }),
  ),
  'console.doctor': query(z.object({}), z.object({ checks: z.array(checkSchema) })),
  'settings.get': query(z.object({}), settingsSchema),
  /** Refused with code `invalid` when a CIDR, the thresholds or the catalogue cannot be read; nothing is changed then. */
  'settings.update': command(
    settingsSchema.pick({ localNetworks: true, thresholds: true, personas: true }).partial(),
    settingsSchema,
  ),
  /** Judges a draft of the thresholds or catalogue on an open session without keeping it. */
  'settings.preview': query(
    z.object({
      session: sessionIdSchema,
      thresholds: z.string().max(200_000).optional(),
      personas: z.string().max(200_000).optional(),
    }),
    z.object({
      problems: z.array(problemSchema),
      seconds: z.number(),
      come: z.array(z.object({ subject: z.string(), title: z.string(), score: probabilitySchema })),
      go: z.array(z.object({ subject: z.string(), title: z.string(), score: probabilitySchema })),
      /** Subjects whose band changes. */
      bands: z.array(
        z.object({ subject: z.string(), before: probabilitySchema.nullable(), after: probabilitySchema.nullable() }),
      ),
    }),
  ),
  /** The palette: subjects, peers, names and flows that match the text. */
  'search.find': query(
    z.object({ session: sessionIdSchema, text: z.string().max(200) }),
    z.object({
      hits: z.array(
        z.object({
          kind: z.enum(['subject', 'peer', 'name', 'alert']),
          label: z.string(),
          detail: z.string(),
          id: z.string(),
          filter: z.string(),
        }),
      ),
    }),
  ),
} as const;
