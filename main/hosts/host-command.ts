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
  paused: z.boolean(),
});

/** What the engine tells the process that watches a host. The first command is `watch` or `test`. */
export const hostCommandSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal('watch'), settings }),
  z.object({ op: z.literal('test'), settings }),
  z.object({ op: z.literal('pause'), paused: z.boolean() }),
  z.object({ op: z.literal('retry') }),
  z.object({ op: z.literal('stop') }),
]);
/** See {@link hostCommandSchema}. */
export type HostCommand = z.infer<typeof hostCommandSchema>;
