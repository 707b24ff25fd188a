import { z } from 'zod';

const text = z.coerce.string().max(2000);

/** Search parameters of the list of policies. */
export const policiesSearchSchema = z.object({
  find: text.optional().catch(undefined),
  row: text.optional().catch(undefined),
});

/** Search parameters of a policy's page: what the preview shows, the chosen row, the compiled VM and language, and what a new one is made of. */
export const policySearchSchema = z.object({
  sum: z.enum(['vm', 'peer', 'service', 'flow']).optional().catch(undefined),
  show: z.enum(['denied', 'permitted', 'uncertain', 'unchanged']).optional().catch(undefined),
  pick: text.optional().catch(undefined),
  vm: text.optional().catch(undefined),
  rules: z.enum(['nftables', 'nwfilter', 'libvirt']).optional().catch(undefined),
  all: z.literal(true).optional().catch(undefined),
  versions: z.literal(true).optional().catch(undefined),
  diff: z.coerce.number().int().min(1).optional().catch(undefined),
  /** A new policy is begun from a template, from the traffic of a VM, or from a step of attack paths. */
  template: text.optional().catch(undefined),
  traffic: text.optional().catch(undefined),
  cut: text.optional().catch(undefined),
  /** Something that was denied and is to be allowed: VM, peer, service, as JSON. */
  allow: text.optional().catch(undefined),
});
/** See {@link policySearchSchema}. */
export type PolicySearch = z.infer<typeof policySearchSchema>;

/** In place of a name in the address: a policy that was not saved yet. No policy can be called so. */
export const newPolicy = '~new';
