import { z } from 'zod';

const uuid = z.string().max(64);
const words = z.string().max(1000);

/** What the process that holds the channels of a host tells, as lines of JSON; what guests said is base64. */
export const channelMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('opened'), uuid, how: words }),
  z.object({ type: z.literal('bytes'), uuid, data: z.base64().max(4 * 2 ** 20) }),
  z.object({ type: z.literal('closed'), uuid, why: z.enum(['ended', 'flooding', 'failed', 'dropped']), detail: words }),
]);
/** See {@link channelMessageSchema}. */
export type ChannelMessage = z.infer<typeof channelMessageSchema>;
