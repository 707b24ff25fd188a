import { z } from 'zod';
import { agentRecordsSchema } from './agent-record-schema.ts';

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const told = z.object({
  type: z.literal('agent'),
  stream: count,
  /** Bytes that were read since the last, and those of them that used up credit. */
  consumed: count,
  charged: count,
  /** Credit that the agent has left by its newest sign of life, null where none came. */
  credit: count.nullable(),
  /** Major version of the newest frame that is not ours, null where there was none. */
  foreign: count.nullable(),
  records: agentRecordsSchema,
  answers: z
    .array(
      z.object({
        request: count,
        ok: z.boolean(),
        text: z.string().max(4096),
        /** Base64. */
        bytes: z.string().max(90_000),
        part: count,
        parts: count,
      }),
    )
    .max(32),
});

/** What the parsing child tells of agents. */
export const agentReplySchema = z.discriminatedUnion('type', [
  /** Whose bytes are read next: told before, so that it is known whose bytes it died of. */
  z.object({ type: z.literal('agent-turn'), stream: count }),
  /** It lives. */
  z.object({ type: z.literal('agent-alive') }),
  told,
]);
/** See {@link agentReplySchema}. */
export type AgentReply = z.infer<typeof agentReplySchema>;
/** What came of one VM's agent since the last. */
export type AgentTold = z.infer<typeof told>;

/** Asks the child to read what agents say, which comes through a pipe: kinds and headers as in live capture's `mux.ts`. */
export interface AgentsRequest {
  op: 'agents';
  /** Descriptor of the pipe. */
  pipe: number;
}

/** What is known of a VM when its bytes begin: its machine, '' before its agent's first HELLO. */
export interface AgentBeginning {
  machine: string;
}
