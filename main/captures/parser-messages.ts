import { z } from 'zod';
import { countSchema } from '../../shared/units.ts';
import type { AgentsRequest } from '../hosts/agents/agent-told.ts';
import type { FeedRequest } from '../intel/feed-told.ts';
import { recordedReportSchema } from './import/reports.ts';
import type { LiveRequest } from './live/live-messages.ts';

/** A file handed to the parsing child: already open, so the child needs no right to open anything. */
export interface ParserFile {
  /** File descriptor in the child. */
  descriptor: number;
  name: string;
  bytes: number;
  /** Part of the file to read (a capture inside a `.mien`), else the whole. */
  offset: number;
  length: number;
  /** Deflated without a header of its own: a packed part of a container. */
  deflated: boolean;
}

/** What the engine asks of the child, one JSON line each on its standard input. */
export type ParserRequest =
  /** `until`: time of the evidence, microseconds, beyond which nothing is read yet; all is read where absent. */
  | { op: 'read'; files: ParserFile[]; until?: number }
  /** Moves that time on. */
  | { op: 'until'; time: number }
  /** Names the files for `packets`, without reading them. */
  | { op: 'files'; files: ParserFile[] }
  /** Ends reading; what was read is told to its end. */
  | { op: 'stop' }
  /** Frames that these pieces of the packet index (base64) name: decoded where `describe`, else only their bytes. */
  | { op: 'packets'; id: number; file: number; index: string[]; describe: boolean }
  | LiveRequest
  | AgentsRequest
  | FeedRequest;

/** A sentence the child says about a file. */
export const parserRemarkSchema = z.object({
  type: z.literal('remark'),
  code: z.string().max(100),
  text: z.string().max(2000),
  file: z.number().int(),
  count: countSchema,
  severity: z.enum(['info', 'warning', 'error']),
});

const textField = z.string().max(70_000);

/** A host event as it crosses. */
export const parserEventSchema = z.object({
  time: z.number().min(0).max(9e15),
  source: z.enum(['falco', 'tetragon', 'tracee', 'auditd', 'sysmon', 'windows-security', 'agent', 'other']),
  host: textField,
  addresses: z.array(textField).max(64),
  kind: z.enum(['process', 'file', 'network', 'privilege', 'module', 'registry', 'login', 'rule', 'other']),
  title: textField,
  detail: textField,
  severity: z.enum(['info', 'notice', 'warning', 'error', 'critical']),
  process: z
    .object({
      pid: z.number(),
      name: textField,
      executable: textField,
      commandLine: textField,
      parentName: textField,
      user: textField,
    })
    .nullable(),
  connection: z
    .object({ transport: textField, src: textField, sport: z.number(), dst: textField, dport: z.number() })
    .nullable(),
  target: textField,
  claimedTechniques: z.array(textField).max(64),
  raw: textField,
});

/** A field of a decoded frame. */
export interface DescribedField {
  label: string;
  value: string;
  offset: number;
  length: number;
  children: DescribedField[];
}
const describedFieldSchema: z.ZodType<DescribedField> = z.lazy(() =>
  z.object({
    label: z.string().max(200),
    value: z.string().max(5000),
    offset: z.number().int(),
    length: z.number().int(),
    children: z.array(describedFieldSchema).max(5000),
  }),
);

/** One frame as the child found it. */
export const parserPacketSchema = z.object({
  time: z.number(),
  /** Nanoseconds since the epoch, decimal: exact where `time` is not. */
  nanoseconds: z.string().max(30),
  linkType: z.number().int(),
  originalLength: countSchema,
  comment: z.string().max(65_535),
  /** Base64. */
  bytes: z.string(),
  info: z.string().max(1000),
  /** Source address and port of the innermost IP packet, `address:port`, '' where there is none. */
  source: z.string().max(100),
  layers: z.array(describedFieldSchema).max(200),
});
/** See {@link parserPacketSchema}. */
export type ParserPacket = z.infer<typeof parserPacketSchema>;

/** What the child says in JSON. */
export const parserReplySchema = z.discriminatedUnion('type', [
  parserRemarkSchema,
  z.object({ type: z.literal('format'), file: countSchema, format: z.string().max(60), label: z.string().max(200) }),
  z.object({
    type: z.literal('refused'),
    file: countSchema,
    title: z.string().max(500),
    detail: z.string().max(2000),
    action: z.string().max(500),
  }),
  z.object({
    type: z.literal('progress'),
    file: countSchema,
    bytes: countSchema,
    packets: countSchema,
    undecoded: countSchema,
  }),
  z.object({ type: z.literal('events'), events: z.array(parserEventSchema).max(2000) }),
  z.object({ type: z.literal('reports'), reports: z.array(recordedReportSchema.omit({ mien: true })).max(1000) }),
  z.object({ type: z.literal('done'), stopped: z.boolean() }),
  z.object({
    type: z.literal('packets'),
    id: countSchema,
    packets: z.array(parserPacketSchema.nullable()),
    error: z.string(),
  }),
]);
/** See {@link parserReplySchema}. */
export type ParserReply = z.infer<typeof parserReplySchema>;
