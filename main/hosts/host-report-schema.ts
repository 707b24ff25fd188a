import { z } from 'zod';
import { agentRecordsSchema } from './agents/agent-record-schema.ts';
import type { HostReport } from './host-report.ts';

/** Most VMs of a host, and most devices of one VM. */
const MOST_VMS = 16_384;
const MOST_DEVICES = 1024;

const text = z.string().max(4096);
const count = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
/** Microseconds since the epoch, up to the year 2255. */
const time = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const tier = z.enum(['interfaces', 'cpu', 'disks']);

const failure = z.object({ code: text, title: text, detail: text, action: text });

const vm = z.object({
  uuid,
  name: text,
  title: text,
  description: text,
  host: text,
  state: z.enum(['running', 'blocked', 'paused', 'shutdown', 'shutoff', 'crashed', 'suspended', 'unknown']),
  interfaces: z
    .array(z.object({ mac: text, target: text, network: text, bridge: text, model: text, filter: text }))
    .max(MOST_DEVICES),
  disks: z.array(z.object({ target: text, source: text, device: text })).max(MOST_DEVICES),
  tpm: text,
  vcpus: count,
  maxMemory: count,
  addresses: z.array(z.object({ mac: text, address: text, hostname: text })).max(MOST_DEVICES),
  role: text,
  sensitivity: text,
  channels: z.array(text).max(MOST_DEVICES),
});

const network = z.object({
  name: text,
  bridge: text,
  forward: text,
  ranges: z.array(text).max(MOST_DEVICES),
  active: z.boolean(),
});

const optional = count.exactOptional();

const sample = z.object({
  uuid,
  cpu: z
    .object({ time: count, user: optional, system: optional, online: count, wait: optional, delay: optional })
    .exactOptional(),
  memory: z
    .object({
      current: count,
      maximum: count,
      rss: optional,
      unused: optional,
      available: optional,
      usable: optional,
      swapIn: optional,
      swapOut: optional,
      majorFaults: optional,
      minorFaults: optional,
    })
    .exactOptional(),
  interfaces: z
    .array(
      z.object({
        name: text,
        rxBytes: count,
        rxPackets: count,
        rxErrors: count,
        rxDrops: count,
        txBytes: count,
        txPackets: count,
        txErrors: count,
        txDrops: count,
      }),
    )
    .max(MOST_DEVICES)
    .exactOptional(),
  disks: z
    .array(
      z.object({
        name: text,
        readBytes: count,
        readRequests: count,
        readTime: count,
        writeBytes: count,
        writeRequests: count,
        writeTime: count,
        flushRequests: optional,
        flushTime: optional,
        errors: optional,
      }),
    )
    .max(MOST_DEVICES)
    .exactOptional(),
  perf: z
    .record(z.string().max(64), count)
    .refine((events) => Object.keys(events).length <= 64)
    .exactOptional(),
});

const batch = z.object({
  tier,
  time,
  at: count,
  epoch: text,
  took: count,
  samples: z.array(sample).max(MOST_VMS),
});

/** What the process that watches a host may tell the engine: bounded, and nothing else is taken. */
export const hostReportSchema: z.ZodType<HostReport> = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('state'),
    time,
    state: z.enum(['connecting', 'up', 'stale', 'down', 'refused', 'paused']),
    daemon: text,
    failure: failure.nullable(),
    retryAt: time.nullable(),
    attempt: count,
  }),
  z.object({
    type: z.literal('inventory'),
    time,
    vms: z.array(vm).max(MOST_VMS),
    networks: z.array(network).max(MOST_DEVICES),
  }),
  z.object({ type: z.literal('vm'), time, vm }),
  z.object({ type: z.literal('vm-gone'), time, uuid, reason: text }),
  z.object({ type: z.literal('samples'), time, batch }),
  z.object({
    type: z.literal('agents'),
    time,
    agents: z.array(z.object({ uuid, records: agentRecordsSchema })).max(MOST_VMS),
  }),
  z.object({ type: z.literal('hung'), time, uuid, hung: z.boolean() }),
  z.object({ type: z.literal('gap'), time, from: time, to: time, tier, reason: text }),
  z.object({ type: z.literal('tick'), time, answered: count, total: count, late: count }),
]);
