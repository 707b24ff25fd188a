import { z } from 'zod';
import { command, query, stream } from '../rpc/procedure.ts';
import { countSchema, microsSchema, probabilitySchema } from '../units.ts';
import { sessionIdSchema } from './session.ts';

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

const ofSubject = { subject: z.string(), subjectName: z.string() };
const alertLine = z.object({ ...ofSubject, title: z.string(), score: probabilitySchema });

/** What a draft of the settings would change on stored evidence. */
export const differenceSchema = z.object({
  /** How long judging took. */
  seconds: z.number(),
  /** The evidence it was judged on: of a long watch the last week. */
  from: microsSchema,
  to: microsSchema,
  isWatch: z.boolean(),
  /** Alerts that would come and go, the strongest first, at most 500 of each; the counts are exact. */
  come: z.array(alertLine),
  go: z.array(alertLine),
  comes: countSchema,
  goes: countSchema,
  /** Alerts in all, and a VM and day (null where the evidence is shorter than an hour). */
  alerts: z.object({ before: countSchema, after: countSchema }),
  rate: z.object({ before: z.number(), after: z.number() }).nullable(),
  /** Subjects whose risk changes, those that cross into another band first; `bands` counts these. */
  moved: z.array(
    z.object({
      ...ofSubject,
      before: probabilitySchema.nullable(),
      after: probabilitySchema.nullable(),
      crosses: z.boolean(),
    }),
  ),
  bands: countSchema,
  /** Subjects whose likeliest label changes. */
  labels: z.array(z.object({ ...ofSubject, before: z.string(), after: z.string() })),
});

/** How far judging a draft is, and what it found. */
export const draftJudgementSchema = z.object({
  /** Mistakes in the draft: then nothing is judged. */
  problems: z.array(problemSchema),
  share: probabilitySchema,
  /** Null until all is judged. */
  difference: differenceSchema.nullable(),
});
/** See {@link draftJudgementSchema}. */
export type DraftJudgement = z.infer<typeof draftJudgementSchema>;

/** What an analyst may change, judged before it is kept. */
export const settingsContract = {
  'settings.get': query(z.object({}), settingsSchema),
  /** Refused with code `invalid` when a CIDR, the thresholds or the catalogue cannot be read; nothing is changed then. */
  'settings.update': command(
    settingsSchema.pick({ localNetworks: true, thresholds: true, personas: true }).partial(),
    settingsSchema,
  ),
  /**
   * Judges a draft of the thresholds or catalogue on the stored evidence of an open session without keeping it: tells how
   * far it is, and at last what would change. Ends when nobody listens any more.
   */
  'settings.judge': stream(
    z.object({
      session: sessionIdSchema,
      thresholds: z.string().max(200_000).optional(),
      personas: z.string().max(200_000).optional(),
    }),
    draftJudgementSchema,
  ),
} as const;
