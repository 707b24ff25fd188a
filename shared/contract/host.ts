import { z } from 'zod';
import { command, query, stream } from '../rpc/procedure.ts';
import { countSchema, microsSchema, windowSchema } from '../units.ts';
import { sessionIdSchema } from './session.ts';

const failureSchema = z.object({ code: z.string(), title: z.string(), detail: z.string(), action: z.string() });

/** A host as Settings, the status bar and Conditions show it. */
export const hostSchema = z.object({
  id: z.string(),
  uri: z.string(),
  name: z.string(),
  transport: z.enum(['unix', 'tls', 'ssh', 'tcp', 'simulated', 'replayed']),
  state: z.enum(['connecting', 'up', 'stale', 'down', 'refused', 'paused']),
  /** Since when it is in that state, microseconds since the epoch. */
  since: microsSchema,
  daemon: z.string(),
  failure: failureSchema.nullable(),
  retryAt: microsSchema.nullable(),
  attempt: countSchema,
  vms: countSchema,
  running: countSchema,
  hung: countSchema,
  /** Time of the last answered poll, null before the first. */
  lastTick: microsSchema.nullable(),
  /** Milliseconds the last poll of interfaces took, and VMs that answered it. */
  pollTook: z.number(),
  answered: countSchema,
  capture: z.object({
    state: z.enum(['on', 'off', 'failed']),
    taps: countSchema,
    packets: countSchema,
    dropped: countSchema,
    failure: failureSchema.nullable(),
  }),
  every: z.object({ interfaces: z.number(), cpu: z.number(), disks: z.number() }),
  capturePrefix: z.array(z.string()),
  /** Channels to agents inside its VMs: whether they may be opened, which takes a connection that may write. */
  agents: z.object({
    permitted: z.boolean(),
    /** Running VMs that have the channel, and those whose channel is open. */
    channels: countSchema,
    open: countSchema,
    /** Why one cannot be opened and what to do, '' where all can. */
    failure: z.string(),
  }),
});
/** See {@link hostSchema}. */
export type Host = z.infer<typeof hostSchema>;

/** One line of a test of a host that is to be added. */
export const hostCheckSchema = z.object({
  name: z.string(),
  state: z.enum(['ok', 'warning', 'failed', 'skipped']),
  /** Milliseconds. */
  took: z.number(),
  result: z.string(),
  /** What is lost without it and what to do, '' when ok. */
  action: z.string(),
});
/** See {@link hostCheckSchema}. */
export type HostCheck = z.infer<typeof hostCheckSchema>;

/** One measure of a VM over time. */
export const seriesSchema = z.object({
  key: z.string(),
  title: z.string(),
  /** `share` 0 to 1 of what it may use, else a rate or level. */
  unit: z.enum(['share', 'bytes/s', 'packets/s', 'requests/s', 'bytes', 'ms', 'events/s']),
  group: z.enum(['cpu', 'memory', 'network', 'disk', 'hardware']),
  /** Parallel to `times`; null is a gap. */
  values: z.array(z.number().nullable()),
});
/** See {@link seriesSchema}. */
export type Series = z.infer<typeof seriesSchema>;

/** What the hypervisor says of a VM. */
export const machineSchema = z.object({
  uuid: z.string(),
  name: z.string(),
  title: z.string(),
  description: z.string(),
  host: z.string(),
  hostName: z.string(),
  state: z.string(),
  hung: z.boolean(),
  tpm: z.string(),
  vcpus: countSchema,
  maxMemory: z.number(),
  interfaces: z.array(
    z.object({
      mac: z.string(),
      target: z.string(),
      network: z.string(),
      bridge: z.string(),
      model: z.string(),
      filter: z.string(),
    }),
  ),
  disks: z.array(z.object({ target: z.string(), source: z.string(), device: z.string() })),
  addresses: z.array(z.object({ mac: z.string(), address: z.string(), hostname: z.string() })),
  channels: z.array(z.string()),
  /** Where it was before, oldest first. */
  moves: z.array(z.object({ time: microsSchema, from: z.string(), to: z.string() })),
});
/** See {@link machineSchema}. */
export type Machine = z.infer<typeof machineSchema>;

const uriSchema = z.string().min(1).max(2048);
const byId = z.object({ id: z.string() });
const options = {
  name: z.string().max(100).optional(),
  capture: z.boolean().default(true),
  capturePrefix: z.array(z.string().max(256)).max(16).default([]),
  /** What flows are made of: packets of each interface, or, lighter, the connections that the host's kernel follows. */
  flows: z.enum(['packets', 'connections']).default('packets'),
  /** Where the switch of the host sends IPFIX, NetFlow or sFlow: an address of this machine to listen on. */
  collector: z.object({ address: z.union([z.ipv4(), z.ipv6()]), port: z.number().int().min(1).max(65_535) }).optional(),
  /** Whether agents inside its VMs are heard: libvirt opens channels only over a connection that may write. */
  agents: z.boolean().default(false),
  /** Milliseconds between two polls of each group of counters; the usual where absent. */
  every: z
    .object({
      interfaces: z.number().min(100).max(3.6e6),
      cpu: z.number().min(100).max(3.6e6),
      disks: z.number().min(100).max(3.6e6),
    })
    .optional(),
};

/** Live hosts, what they tell of their VMs, and recording. */
export const hostContract = {
  'host.list': query(z.object({}), z.object({ hosts: z.array(hostSchema) })),
  'host.changes': stream(z.object({}), z.object({ hosts: z.array(hostSchema) })),
  /** Adds a host and watches it; the live session is the one to look at. Refused with `invalid` for a URI that cannot be read. */
  'host.add': command(z.object({ uri: uriSchema, ...options }), z.object({ id: z.string(), session: sessionIdSchema })),
  'host.remove': command(byId, z.object({})),
  'host.pause': command(byId.extend({ paused: z.boolean() }), z.object({})),
  /** Permits hearing agents inside its VMs, which takes a connection that may write; or no longer. */
  'host.agents': command(byId.extend({ permitted: z.boolean() }), z.object({})),
  /** Tries again now. */
  'host.retry': command(byId, z.object({})),
  /** Tests a URI without adding it; each answer holds all checks so far. */
  'host.test': stream(
    z.object({ uri: uriSchema, ...options }),
    z.object({ checks: z.array(hostCheckSchema), done: z.boolean() }),
  ),
  /** What the hypervisor says of a subject; null for a subject that is no VM of a host. */
  'subject.machine': query(
    z.object({ session: sessionIdSchema, id: z.string() }),
    z.object({ machine: machineSchema.nullable() }),
  ),
  'subject.resources': query(
    z.object({
      session: sessionIdSchema,
      id: z.string(),
      buckets: z.number().int().min(1).max(1000),
      window: windowSchema.optional(),
    }),
    z.object({
      from: microsSchema,
      to: microsSchema,
      step: z.number(),
      times: z.array(microsSchema),
      series: z.array(seriesSchema),
      /** Stretches without samples, and why. */
      gaps: z.array(z.object({ from: microsSchema, to: microsSchema, reason: z.string() })),
    }),
  ),
  /** Keeps what is watched from now on as a `.mien` file. */
  'record.start': command(
    z.object({ session: sessionIdSchema, path: z.string().max(4096).optional() }),
    z.object({ path: z.string() }),
  ),
  'record.stop': command(z.object({ session: sessionIdSchema }), z.object({ path: z.string(), bytes: countSchema })),
  /** Moves the play head of a replayed session; speed 0 pauses, `to` jumps. */
  'replay.steer': command(
    z.object({
      session: sessionIdSchema,
      speed: z.number().min(0).max(10_000).optional(),
      to: microsSchema.optional(),
    }),
    z.object({}),
  ),
  'replay.start': command(z.object({ path: z.string().max(4096) }), z.object({ session: sessionIdSchema })),
} as const;
