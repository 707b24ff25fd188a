import { z } from 'zod';
import { countSchema, microsSchema } from '../../../shared/units.ts';

/** What the child tells of live capture besides flows and records. */
export const liveReplySchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('live-stream'),
    stream: countSchema,
    frames: countSchema,
    counted: countSchema,
    bytes: countSchema,
    forged: countSchema,
    /** Known to be lost before it came. */
    lost: countSchema,
  }),
  z.object({
    type: z.literal('live-file'),
    generation: countSchema,
    bytes: countSchema,
    packets: countSchema,
    /** Earliest and latest packet, 0 while there is none. */
    start: microsSchema,
    end: microsSchema,
    /** Why nothing more is written to it, '' where all is well. */
    fault: z.string().max(200),
  }),
]);
/** See {@link liveReplySchema}. */
export type LiveReply = z.infer<typeof liveReplySchema>;

/** Asks the child to read streams as they come; see `mux.ts` for what comes through the pipe. */
export interface LiveRequest {
  op: 'live';
  /** Descriptors of the pipe and of the files of the ring. */
  pipe: number;
  ring: readonly number[];
  fileBytes: number;
  /** Names the files as one series. */
  series: string;
  /** Number of the first file, flows and packets that were told before. */
  generation: number;
  before: { flows: number; packets: number };
}
