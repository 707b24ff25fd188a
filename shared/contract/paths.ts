import { z } from 'zod';
import { query } from '../rpc/procedure.ts';
import { countSchema, probabilitySchema } from '../units.ts';
import { sessionIdSchema } from './session.ts';
import { techniqueSchema } from './subject.ts';

const endSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Why it is a start or a target. */
  why: z.string(),
});

/** One step of a simulated attack. */
export const attackStepSchema = z.object({
  from: z.string(),
  fromName: z.string(),
  to: z.string(),
  toName: z.string(),
  service: z.string(),
  port: countSchema,
  technique: techniqueSchema,
  probability: probabilitySchema,
  /** What it takes, as words. */
  needs: z.string(),
  /** Whether the way was seen to be used, or is only open. */
  observed: z.boolean(),
});

/** A way from a start to a target. */
export const attackPathSchema = z.object({
  start: z.string(),
  target: z.string(),
  targetName: z.string(),
  probability: probabilitySchema,
  steps: z.array(attackStepSchema),
});
/** See {@link attackPathSchema}. */
export type AttackPathView = z.infer<typeof attackPathSchema>;

/** Where simulated attackers get, and what would stop most of it. */
export const attackPathsSchema = z.object({
  starts: z.array(endSchema),
  targets: z.array(endSchema),
  /** Likeliest first, one a target; then the shortest where it is another. */
  likeliest: z.array(attackPathSchema),
  shortest: z.array(attackPathSchema),
  /** Targets that are not reached. */
  safe: z.array(z.string()),
  /** Single rules that would relieve most, best first. */
  cuts: z.array(
    z.object({
      from: z.string(),
      fromName: z.string(),
      to: z.string(),
      toName: z.string(),
      transport: z.string(),
      port: countSchema,
      service: z.string(),
      saved: z.array(z.string()),
      relief: z.number(),
      text: z.string(),
    }),
  ),
  /** What this rests on and what it leaves out, a sentence. */
  basis: z.string(),
});
/** See {@link attackPathsSchema}. */
export type AttackPaths = z.infer<typeof attackPathsSchema>;

/** Simulated attacks over a session's graph. */
export const pathsContract = {
  'paths.get': query(
    z.object({
      session: sessionIdSchema,
      /**
       * Ids, `internet` (the outside), `insider` (who works on a machine for people, else who is let into a network), `taken`
       * (VMs that behave as if taken) or `role:NAME`; absent: the outside and what is taken.
       */
      starts: z.array(z.string()).max(1000).optional(),
      /** Ids; absent: what is declared confidential or restricted, else what keeps data. */
      targets: z.array(z.string()).max(1000).optional(),
    }),
    attackPathsSchema,
  ),
} as const;
