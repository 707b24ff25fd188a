import { z } from 'zod';
import { command, query, stream } from '../rpc/procedure.ts';
import { countSchema, microsSchema, probabilitySchema, windowSchema } from '../units.ts';
import { policyNameSchema } from './policy.ts';
import { compiledLineSchema } from './policy-preview.ts';

const reasonSchema = z.string().min(1).max(1000);

/** What a change would do to one host. */
export const hostPlanSchema = z.object({
  host: z.string(),
  hostName: z.string(),
  vms: countSchema,
  /** `inet`, `bridge`, `nwfilter`, `simulated` or `none`, and why no better. */
  rules: z.string(),
  why: z.string(),
  added: countSchema,
  removed: countSchema,
  lines: z.array(compiledLineSchema),
  /** Calls of libvirt, in words: `limits web-02 to 0.5 of a CPU (was 1)`. */
  acts: z.array(z.string()),
  keeps: z.array(z.string()),
  /** Why it is refused on this host, empty where it is not. */
  refusals: z.array(z.string()),
});

/** A plan as a person reads it before it is applied. */
export const planSchema = z.object({
  id: z.string(),
  title: z.string(),
  policies: z.array(z.object({ name: z.string(), version: countSchema.nullable(), before: countSchema.nullable() })),
  hosts: z.array(hostPlanSchema),
  vms: countSchema,
  /** Milliseconds that hosts wait for an answer. */
  revertAfter: z.number(),
  /** Why nothing of it may be applied: invariants that break, protected ways that it cuts, too many VMs. */
  refusals: z.array(z.string()),
  warnings: z.array(z.string()),
});
/** See {@link planSchema}. */
export type Plan = z.infer<typeof planSchema>;

/** A change on one host. */
export const hostChangeSchema = z.object({
  host: z.string(),
  hostName: z.string(),
  vms: countSchema,
  state: z.enum(['waiting', 'applying', 'applied', 'confirmed', 'reverting', 'reverted', 'failed', 'unreachable']),
  /** Milliseconds. */
  took: z.number(),
  /** Rules read back and found as wanted, of all. */
  equal: countSchema,
  of: countSchema,
  keeps: z.array(z.string()),
  /** When it goes back by itself, null where it does not. */
  revertsAt: microsSchema.nullable(),
  failure: z.string(),
});

/** A change that was applied. */
export const changeSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** Policies it put into force (null: took out of it), and what was in force of each before. Empty where it is about one VM alone. */
  policies: z.array(z.object({ name: z.string(), version: countSchema.nullable(), before: countSchema.nullable() })),
  by: z.string(),
  reason: z.string(),
  at: microsSchema,
  state: z.enum(['applying', 'pending', 'confirmed', 'reverted', 'failed']),
  /** When hosts go back unless somebody answers, null when it is decided. */
  deadline: microsSchema.nullable(),
  /** When it ends by itself, null where it does not. */
  endsAt: microsSchema.nullable(),
  hosts: z.array(hostChangeSchema),
  audit: countSchema,
  /** Whether it was an act of automation. */
  automatic: z.boolean(),
  /** Over which time denials and effect were looked at, null where nobody did. */
  watched: windowSchema.nullable().default(null),
  /** What is measured of it: before and since. */
  effect: z.array(
    z.object({
      what: z.string(),
      unit: z.string(),
      before: z.number().nullable(),
      now: z.number().nullable(),
      harm: z.boolean(),
    }),
  ),
  /** Connections denied since, the most first. */
  denied: z.array(
    z.object({
      vm: z.string(),
      vmName: z.string(),
      /** Who opened it: the VM (out), or the peer. */
      direction: z.enum(['in', 'out']).default('out'),
      peer: z.string(),
      service: z.string(),
      count: countSchema,
      /** Seen before for so long that it seems to be needed. */
      known: z.boolean(),
      malicious: z.boolean(),
    }),
  ),
});
/** See {@link changeSchema}. */
export type Change = z.infer<typeof changeSchema>;

/** What is in force everywhere. */
export const enforcementSchema = z.object({
  /** Nothing acts by itself while it is paused. */
  paused: z.boolean(),
  pausedBy: z.string(),
  /** Policies in force, and staged ones with what they would have denied of live traffic. */
  enforcing: z.array(z.object({ name: policyNameSchema, version: countSchema, vms: countSchema })),
  staged: z.array(
    z.object({
      name: policyNameSchema,
      version: countSchema,
      since: microsSchema,
      vms: countSchema,
      flows: countSchema,
      denied: countSchema,
      malicious: countSchema,
    }),
  ),
  /** VMs that are isolated, with when it ends. */
  isolated: z.array(
    z.object({
      vm: z.string(),
      vmName: z.string(),
      since: microsSchema,
      endsAt: microsSchema.nullable(),
      by: z.string(),
      reason: z.string(),
    }),
  ),
  pending: changeSchema.nullable(),
  hosts: z.array(
    z.object({
      host: z.string(),
      hostName: z.string(),
      permitted: z.boolean(),
      rules: z.string(),
      state: z.enum(['none', 'as-wanted', 'drifted', 'repairing', 'unreachable', 'unknown']),
      checkedAt: microsSchema.nullable(),
      why: z.string(),
    }),
  ),
  /** What automation would do and waits for a person to say. */
  suggestions: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      policy: z.string(),
      vm: z.string(),
      because: z.string(),
      at: microsSchema,
    }),
  ),
});
/** See {@link enforcementSchema}. */
export type Enforcement = z.infer<typeof enforcementSchema>;

/** An entry of the audit log, chained to the one before by its hash. */
export const auditEntrySchema = z.object({
  number: countSchema,
  at: microsSchema,
  who: z.string(),
  what: z.string(),
  /** Object it is about, '' where it is about none: a policy, VM or host. */
  about: z.string(),
  why: z.string(),
  /** `done`, `refused`, `failed`, `reverted`. */
  result: z.string(),
  /** Further lines: diff, hosts, read-back. */
  detail: z.array(z.string()),
  automatic: z.boolean(),
  /** SHA-256, hex: over this entry and the hash of the one before. */
  hash: z.string(),
  previous: z.string(),
});
/** See {@link auditEntrySchema}. */
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Putting policies into force, and taking them back. */
export const enforcementContract = {
  'enforcement.get': query(z.object({}), enforcementSchema),
  'enforcement.changes': stream(z.object({}), enforcementSchema),
  /** Permits changing a host's rules, which takes rights that watching does not; or no longer. */
  'host.enforce': command(
    z.object({ id: z.string(), permitted: z.boolean(), prefix: z.array(z.string().max(256)).max(16).optional() }),
    z.object({}),
  ),
  /** Counts what a version would do to live traffic, for some VMs or all; a null version ends it. */
  'policy.stage': command(
    z.object({
      name: policyNameSchema,
      version: countSchema.nullable(),
      vms: z.array(z.string()).max(10_000).optional(),
    }),
    z.object({}),
  ),
  /** What would change where a version (null: none) of a policy were in force. Nothing changes yet. */
  'policy.plan': query(z.object({ name: policyNameSchema, version: countSchema.nullable() }), planSchema),
  /** The same for isolating a VM, or for releasing it. */
  'vm.plan-isolation': query(
    z.object({ vm: z.string(), isolate: z.boolean(), lifetime: z.number().min(60_000).max(2.6e9).nullable() }),
    planSchema,
  ),
  /** Carries a plan out; refused with `stale` where anything it rests on has changed since. */
  'change.apply': command(z.object({ plan: z.string(), reason: reasonSchema }), changeSchema),
  'change.keep': command(z.object({ id: z.string() }), changeSchema),
  'change.revert': command(z.object({ id: z.string(), reason: z.string().max(1000) }), changeSchema),
  'change.list': query(z.object({}), z.object({ changes: z.array(changeSchema) })),
  'automation.pause': command(z.object({ paused: z.boolean() }), z.object({})),
  /** Answers a suggestion. */
  'automation.answer': command(
    z.object({ id: z.string(), accept: z.boolean(), reason: z.string().max(1000) }),
    z.object({}),
  ),
  'audit.list': query(
    z.object({
      before: countSchema.optional(),
      limit: z.number().int().min(1).max(500),
      about: z.string().max(200).optional(),
    }),
    z.object({
      entries: z.array(auditEntrySchema),
      total: countSchema,
      /** Whether the chain is whole; else the first entry that does not fit. */
      whole: z.boolean(),
      brokenAt: countSchema.nullable(),
      checkedAt: microsSchema,
      seconds: z.number(),
      /** How much of the cap on automatic acts an hour is used. */
      capUsed: probabilitySchema,
    }),
  ),
} as const;
