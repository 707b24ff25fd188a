import { z } from 'zod';
import { command, query } from '../rpc/procedure.ts';
import { countSchema, microsSchema, probabilitySchema, windowSchema } from '../units.ts';
import { sessionIdSchema } from './session.ts';
import { techniqueSchema } from './subject.ts';

/** A flow as a row of the list. */
export const flowRowSchema = z.object({
  id: countSchema,
  start: microsSchema,
  end: microsSchema,
  transport: z.string(),
  src: z.string(),
  sport: countSchema,
  dst: z.string(),
  dport: countSchema,
  vlan: z.number().int().nullable(),
  tunnel: z.string(),
  service: z.string(),
  /** The most telling name (SNI, Host, DNS name, banner …), hostile text. */
  name: z.string(),
  state: z.string(),
  packetsOut: countSchema,
  packetsIn: countSchema,
  bytesOut: countSchema,
  bytesIn: countSchema,
  /** False while it was still open at the last look. */
  final: z.boolean(),
  /** Worst alert it belongs to. */
  alert: z.object({ id: z.string(), score: probabilitySchema, technique: techniqueSchema }).nullable(),
});
/** See {@link flowRowSchema}. */
export type FlowRow = z.infer<typeof flowRowSchema>;

/** Columns a flow list sorts by. */
export const flowSortSchema = z.enum([
  'start',
  'duration',
  'bytesOut',
  'bytesIn',
  'packets',
  'src',
  'dst',
  'dport',
  'service',
  'state',
]);

/** One field of a decoded packet: `offset`/`length` point into the frame, length 0 for derived fields. */
export interface PacketField {
  label: string;
  value: string;
  offset: number;
  length: number;
  children: PacketField[];
}
const packetFieldSchema: z.ZodType<PacketField> = z.lazy(() =>
  z.object({
    label: z.string(),
    value: z.string(),
    offset: z.number().int(),
    length: z.number().int(),
    children: z.array(packetFieldSchema),
  }),
);

/** One packet of a flow in the packet list. */
export const packetRowSchema = z.object({
  /** Position in the flow, from 0, and frame number in its file, from 1. */
  index: countSchema,
  frame: countSchema,
  time: microsSchema,
  outbound: z.boolean(),
  length: countSchema,
  info: z.string(),
});

/** A packet with its bytes. */
export const packetSchema = packetRowSchema.extend({
  file: z.string(),
  fileOffset: countSchema,
  capturedLength: countSchema,
  originalLength: countSchema,
  comment: z.string(),
  /** Frame bytes, base64. */
  bytes: z.string(),
  layers: z.array(packetFieldSchema),
});
/** See {@link packetSchema}. */
export type Packet = z.infer<typeof packetSchema>;

/** An event of a host (process, file, connection, rule hit) from Falco, Tetragon, Tracee, auditd or Sysmon. */
export const hostEventSchema = z.object({
  id: countSchema,
  time: microsSchema,
  source: z.string(),
  host: z.string(),
  subject: z.string().nullable(),
  kind: z.enum(['process', 'file', 'network', 'privilege', 'module', 'registry', 'login', 'rule', 'other']),
  title: z.string(),
  detail: z.string(),
  severity: z.enum(['info', 'notice', 'warning', 'error', 'critical']),
  /** The record as it was, JSON text; integers beyond 2^53 keep their digits. */
  raw: z.string(),
});
/** See {@link hostEventSchema}. */
export type HostEventRow = z.infer<typeof hostEventSchema>;

const page = { offset: countSchema.default(0), limit: z.number().int().min(1).max(1000).default(200) };
const selection = {
  session: sessionIdSchema,
  /** Filter language: `src:10.0.0.5 or dst:10.0.0.0/8`, `port:443`, `service:tls`, `name:example`, `state:S0`, `bytes>1M`, `not …`, parentheses. */
  filter: z.string().max(1000).default(''),
  subject: z.string().optional(),
  alert: z.string().optional(),
  window: windowSchema.optional(),
};

/** Flows, their packets, and host events. */
export const flowContract = {
  'flow.list': query(
    z.object({ ...selection, ...page, sort: flowSortSchema.default('start'), descending: z.boolean().default(false) }),
    z.object({
      rows: z.array(flowRowSchema),
      total: countSchema,
      /** False while the session is still being read. */
      complete: z.boolean(),
      /** Set where the filter could not be read; then rows are those without it. */
      filterError: z.object({ message: z.string(), offset: countSchema }).nullable(),
    }),
  ),
  'flow.get': query(
    z.object({ session: sessionIdSchema, flow: countSchema }),
    z.object({
      row: flowRowSchema,
      communityId: z.string(),
      srcMac: z.string(),
      dstMac: z.string(),
      facts: z.array(z.object({ name: z.string(), value: z.string() })),
      /** Application records in time order, at most 500: kind and its fields as text. */
      records: z.array(
        z.object({
          time: microsSchema,
          kind: z.string(),
          fields: z.array(z.object({ name: z.string(), value: z.string() })),
        }),
      ),
      recordsTotal: countSchema,
    }),
  ),
  'flow.packets': query(
    z.object({ session: sessionIdSchema, flow: countSchema, ...page }),
    z.object({
      rows: z.array(packetRowSchema),
      total: countSchema,
      /** Why there are none, e.g. a session of logs; '' otherwise. */
      unavailable: z.string(),
    }),
  ),
  'packet.get': query(z.object({ session: sessionIdSchema, flow: countSchema, index: countSchema }), packetSchema),
  /** Packets of the selected flows as pcapng, at most 64 MiB over this channel. */
  'flow.export': command(
    z.object({ ...selection, flows: z.array(countSchema).max(10_000).optional() }),
    z.object({ name: z.string(), packets: countSchema, flows: countSchema, bytes: z.string() }),
  ),
  'event.list': query(
    z.object({ ...selection, ...page }),
    z.object({ rows: z.array(hostEventSchema), total: countSchema }),
  ),
} as const;
