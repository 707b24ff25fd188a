import { z } from 'zod';
import { query } from '../rpc/procedure.ts';
import { countSchema, microsSchema, probabilitySchema } from '../units.ts';
import { sessionIdSchema } from './session.ts';
import { contributionSchema, sensitivitySchema } from './subject.ts';

/** A moment at which the risk of a subject moved, and which contributions rose or fell in it. */
export const riskMoveSchema = z.object({
  time: microsSchema,
  before: probabilitySchema,
  after: probabilitySchema,
  /** The largest first, at most 8; `more` counts the rest. */
  changes: z.array(
    contributionSchema.pick({ signal: true, title: true, evidence: true, technique: true, alert: true }).extend({
      /** Marginal effects on the risk before and after; 0 where it was not there. */
      before: z.number().min(-1).max(1),
      after: z.number().min(-1).max(1),
    }),
  ),
  more: countSchema,
});
/** See {@link riskMoveSchema}. */
export type RiskMove = z.infer<typeof riskMoveSchema>;

/** A subject that another depends on, or that depends on it, with how it stands itself. */
export const dependencySchema = z.object({
  direction: z.enum(['uses', 'used-by']),
  id: z.string(),
  name: z.string(),
  role: z.string(),
  sensitivity: sensitivitySchema,
  risk: probabilitySchema.nullable(),
  /** Known weaknesses, and those exploited in the wild; null where nobody knows. */
  weaknesses: z.object({ total: countSchema, exploited: countSchema }).nullable(),
  /** Most used services, e.g. `postgres 5432`. */
  services: z.array(z.string()),
  flows: countSchema,
  bytes: z.number(),
  firstSeen: microsSchema,
  lastSeen: microsSchema,
  /** What comes over from it to the subject's risk, 0 where nothing does. */
  adds: probabilitySchema,
});
/** See {@link dependencySchema}. */
export type SubjectDependency = z.infer<typeof dependencySchema>;

const ofSubject = z.object({ session: sessionIdSchema, id: z.string() });

/** How a risk came about, and from whom some of it came over. */
export const riskContract = {
  /** How the risk moved and why, by what is known now; the same for live, recorded and played evidence. */
  'subject.history': query(
    ofSubject,
    z.object({ from: microsSchema, risk: probabilitySchema.nullable(), moves: z.array(riskMoveSchema) }),
  ),
  /** On whom it depends and who depends on it, the riskiest first, at most 200. */
  'subject.dependencies': query(ofSubject, z.object({ rows: z.array(dependencySchema), total: countSchema })),
} as const;
