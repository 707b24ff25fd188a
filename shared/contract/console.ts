import { z } from 'zod';
import { query } from '../rpc/procedure.ts';
import { countSchema } from '../units.ts';
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
