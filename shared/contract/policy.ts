import { z } from 'zod';
import { command, query, stream } from '../rpc/procedure.ts';
import { countSchema, microsSchema } from '../units.ts';
import { sessionIdSchema } from './session.ts';

/** Name of a policy: what its text says after `policy:`. */
export const policyNameSchema = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/);
const textSchema = z.string().max(200_000);

/** Something said about a policy's text; lines and columns from 1. */
export const findingSchema = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  code: z.string(),
  message: z.string(),
  line: countSchema,
  column: countSchema,
  toLine: countSchema,
  toColumn: countSchema,
  fix: z.string().nullable(),
});

/** How far a policy is: written, counted beside live traffic, or in force. */
export const stageSchema = z.enum(['draft', 'staged', 'enforcing']);

/** A policy in the list. */
export const policyRowSchema = z.object({
  name: policyNameSchema,
  description: z.string(),
  tier: z.string(),
  priority: countSchema,
  stage: stageSchema,
  /** Newest version, and the one staged or in force; null where none is. */
  version: countSchema,
  stagedVersion: countSchema.nullable(),
  enforcedVersion: countSchema.nullable(),
  automation: z.enum(['observe', 'suggest', 'enforce']),
  /** VMs of the live session that it is for, 0 without one. */
  vms: countSchema,
  errors: countSchema,
  warnings: countSchema,
  changedAt: microsSchema,
  changedBy: z.string(),
});
/** See {@link policyRowSchema}. */
export type PolicyRow = z.infer<typeof policyRowSchema>;

const versionSchema = z.object({ version: countSchema, at: microsSchema, by: z.string(), reason: z.string() });

/** A policy with its text. */
export const policyDetailSchema = policyRowSchema.extend({
  text: z.string(),
  findings: z.array(findingSchema),
  /** Newest first. */
  versions: z.array(versionSchema),
});
/** See {@link policyDetailSchema}. */
export type PolicyDetail = z.infer<typeof policyDetailSchema>;

const namesSchema = z.array(z.string());
const policyNamesSchema = z.object({
  vms: namesSchema,
  hosts: namesSchema,
  roles: namesSchema,
  tags: namesSchema,
  personas: namesSchema,
  categories: namesSchema,
  policies: namesSchema,
});

/** Policies as they are written and kept. */
export const policyContract = {
  'policy.list': query(z.object({}), z.object({ policies: z.array(policyRowSchema) })),
  'policy.changes': stream(z.object({}), z.object({ policies: z.array(policyRowSchema) })),
  /** Refused with `not-found`. Without a version: the newest. */
  'policy.get': query(z.object({ name: policyNameSchema, version: countSchema.optional() }), policyDetailSchema),
  /**
   * Keeps a text as the next version of the policy that it names, errors and all; `base` is the version it was made of: refused with `conflict` where
   * another came since.
   */
  'policy.save': command(
    z.object({ text: textSchema, base: countSchema.nullable(), reason: z.string().max(1000) }),
    policyDetailSchema,
  ),
  /** Refused with `in-use` while it is staged or in force. */
  'policy.remove': command(z.object({ name: policyNameSchema, reason: z.string().max(1000) }), z.object({})),
  'policy.lint': query(
    z.object({ text: textSchema, session: sessionIdSchema.optional() }),
    z.object({ findings: z.array(findingSchema) }),
  ),
  /** Names that a policy may hold where it is to be: of the session, or of the live one. */
  'policy.names': query(z.object({ session: sessionIdSchema.optional() }), policyNamesSchema),
  'policy.templates': query(
    z.object({}),
    z.object({ templates: z.array(z.object({ name: z.string(), title: z.string(), text: z.string() })) }),
  ),
} as const;
