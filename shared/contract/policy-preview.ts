import { z } from 'zod';
import { query, stream } from '../rpc/procedure.ts';
import { countSchema, microsSchema, probabilitySchema, windowSchema } from '../units.ts';
import { findingSchema } from './policy.ts';
import { sessionIdSchema } from './session.ts';
import { techniqueSchema } from './subject.ts';

const textSchema = z.string().max(200_000);

/** A sum of flows that fare alike. */
export const previewRowSchema = z.object({
  /** Stable within a preview. */
  id: z.string(),
  change: z.enum(['denied', 'permitted', 'uncertain', 'unchanged']),
  vm: z.string(),
  vmName: z.string(),
  risk: probabilitySchema.nullable(),
  direction: z.enum(['in', 'out']),
  peer: z.string(),
  peerName: z.string(),
  service: z.string(),
  transport: z.string(),
  port: countSchema,
  flows: countSchema,
  bytes: z.number(),
  malicious: countSchema,
  first: microsSchema,
  last: microsSchema,
  /** What decided, now and with the draft: `web-tier v7, line 14` or what is left as it was. */
  before: z.string(),
  after: z.string(),
  /** Line of the draft that decided, 0 where none did. */
  line: countSchema,
  /** Why it cannot be told, '' where it can. */
  why: z.string(),
  /** Filter that lists these flows. */
  filter: z.string(),
});
/** See {@link previewRowSchema}. */
export type PreviewRow = z.infer<typeof previewRowSchema>;

const countsSchema = z.object({ flows: countSchema, vms: countSchema, peers: countSchema, bytes: z.number() });

/** What a draft would have done to flows that were stored. */
export const policyPreviewSchema = z.object({
  findings: z.array(findingSchema),
  /** Lines with errors, which were left out. */
  leftOut: z.array(countSchema),
  /** What it was judged on. */
  flows: countSchema,
  window: windowSchema.nullable(),
  /** 0 to 1 while it goes on; 1 at its end. */
  progress: probabilitySchema,
  seconds: z.number(),
  denied: countsSchema,
  permitted: countsSchema,
  uncertain: countsSchema,
  unchanged: countsSchema,
  /** The most, by what was asked for, at most 500; `more` are not shown. */
  rows: z.array(previewRowSchema),
  more: countSchema,
  /** Known dependencies that break: seen over long, or often. */
  edges: z.array(
    z.object({
      from: z.string(),
      fromName: z.string(),
      to: z.string(),
      toName: z.string(),
      service: z.string(),
      flows: countSchema,
      first: microsSchema,
      last: microsSchema,
      malicious: z.boolean(),
      /** YAML of a rule that would allow it. */
      allow: z.string(),
    }),
  ),
  /** Malicious flows that it would have stopped, of all that there were, and what it would not have. */
  stopped: z.array(z.object({ technique: techniqueSchema, what: z.string(), flows: countSchema, of: countSchema })),
  missed: z.array(z.object({ technique: techniqueSchema, what: z.string(), flows: countSchema })),
  /** Invariants, each with a packet that breaks it where it does not hold. */
  invariants: z.array(
    z.object({ text: z.string(), line: countSchema, holds: z.boolean(), counterexample: z.string(), rule: z.string() }),
  ),
});
/** See {@link policyPreviewSchema}. */
export type PolicyPreview = z.infer<typeof policyPreviewSchema>;

/** A line of what a policy is compiled to. */
export const compiledLineSchema = z.object({
  text: z.string(),
  change: z.enum(['same', 'added', 'removed']),
  /** Policy and line it came from, '' and 0 for what is always there. */
  policy: z.string(),
  line: countSchema,
});

/** What policies would do, before they do it. */
export const policyPreviewContract = {
  /** Judges a draft beside what is in force on a session's stored flows; sends what there is so far until its end. */
  'policy.preview': stream(
    z.object({
      session: sessionIdSchema,
      text: textSchema,
      by: z.enum(['vm', 'peer', 'service', 'flow']),
      /** What rows are wanted of. */
      show: z.enum(['denied', 'permitted', 'uncertain', 'unchanged']),
      window: windowSchema.optional(),
    }),
    policyPreviewSchema,
  ),
  /** What a draft is compiled to for one VM (the first it is for, where none is named), against what is in force. */
  'policy.compiled': query(
    z.object({ session: sessionIdSchema, text: textSchema, vm: z.string().optional() }),
    z.object({
      vm: z.string(),
      vmName: z.string(),
      host: z.string(),
      /** The VMs it is for, at most 1,000, to choose from. */
      vms: z.array(z.object({ id: z.string(), name: z.string() })),
      total: countSchema,
      nftables: z.array(compiledLineSchema),
      nwfilter: z.array(compiledLineSchema),
      libvirt: z.array(compiledLineSchema),
      added: countSchema,
      removed: countSchema,
      /** What stays reachable whatever it says; and what it would have cut, in words: refused. */
      keeps: z.array(z.string()),
      cuts: z.array(z.string()),
    }),
  ),
  /** A policy that allows what a VM was seen to do, and nothing else, without what alerts rest on. */
  'policy.from-traffic': query(
    z.object({ session: sessionIdSchema, vm: z.string() }),
    z.object({ text: z.string(), flows: countSchema, leftOut: countSchema }),
  ),
} as const;
