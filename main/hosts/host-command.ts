import { z } from 'zod';
import type { HostSettings } from './host-port.ts';

const every = z.number().min(100).max(3_600_000);

const settings: z.ZodType<HostSettings> = z.object({
  id: z.string(),
  uri: z.string(),
  name: z.string(),
  every: z.object({ interfaces: every, cpu: every, disks: every }),
  capture: z.boolean(),
  capturePrefix: z.array(z.string()),
  agents: z.boolean().optional(),
  paused: z.boolean(),
});

const amount = z.number().min(0).nullable().optional();
/** What is wanted of a VM: null is its own again, what is absent stays. */
export const vmLimitsSchema = z.object({
  /** Shares of one CPU. */
  cpu: amount,
  /** Bytes. */
  memory: amount,
  /** Operations a second. */
  diskIops: amount,
  suspended: z.boolean().optional(),
  terminated: z.boolean().optional(),
  /** Name of a snapshot. */
  snapshot: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
    .optional(),
});
/** See {@link vmLimitsSchema}. */
export type VmLimits = z.infer<typeof vmLimitsSchema>;
/** What came of it, and how the VM was before. */
export const limitsOutcomeSchema = z.object({
  id: z.number(),
  /** '' where it was done. */
  failure: z.string().max(2000),
  before: vmLimitsSchema,
});
/** See {@link limitsOutcomeSchema}. */
export type LimitsOutcome = z.infer<typeof limitsOutcomeSchema>;

const vm = z.object({ uuid: z.string(), name: z.string() });

/**
 * What the engine tells a process that a host has: the first command is `watch`, `test`, `channels` or `changes`, and says what it is
 * for. `vms` names those whose agents are heard; bytes for guests are base64.
 */
export const hostCommandSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal('watch'), settings }),
  z.object({ op: z.literal('test'), settings }),
  z.object({ op: z.literal('channels'), uri: z.string() }),
  z.object({ op: z.literal('changes'), uri: z.string() }),
  z.object({ op: z.literal('limit'), id: z.number(), uuid: z.guid(), limits: vmLimitsSchema }),
  z.object({ op: z.literal('vms'), vms: z.array(vm) }),
  z.object({ op: z.literal('send'), uuid: z.string(), data: z.string() }),
  z.object({ op: z.literal('drop'), uuid: z.string(), why: z.string(), forMs: z.number() }),
  z.object({ op: z.literal('proven'), uuid: z.string() }),
  z.object({ op: z.literal('pause'), paused: z.boolean() }),
  z.object({ op: z.literal('retry') }),
  z.object({ op: z.literal('stop') }),
]);
/** See {@link hostCommandSchema}. */
export type HostCommand = z.infer<typeof hostCommandSchema>;
