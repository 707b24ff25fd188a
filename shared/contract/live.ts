import { z } from 'zod';
import { countSchema, microsSchema, probabilitySchema } from '../units.ts';

/** What a live or replayed session adds to the state of a session. */
export const liveSchema = z.object({
  kind: z.enum(['live', 'replay']),
  hosts: z.array(z.string()),
  /** Microseconds of the newest tick, null before the first. */
  lastTick: microsSchema.nullable(),
  /** VMs that answered the last tick, and all that run. */
  answered: countSchema,
  running: countSchema,
  /** Share of captured packets that were dropped. */
  loss: probabilitySchema,
  /** A recording that runs. */
  recording: z.object({ path: z.string(), since: microsSchema, bytes: countSchema }).nullable(),
  /** Replay: play head and speed; null when live. */
  replay: z.object({ from: microsSchema, to: microsSchema, at: microsSchema, speed: z.number() }).nullable(),
});
/** See {@link liveSchema}. */
export type Live = z.infer<typeof liveSchema>;
