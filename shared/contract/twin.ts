import { z } from 'zod';
import { command, query, stream } from '../rpc/procedure.ts';
import { countSchema, microsSchema, probabilitySchema, windowSchema } from '../units.ts';
import { sessionIdSchema } from './session.ts';
import { techniqueSchema } from './subject.ts';

export const twinChannelSchema = z.enum(['syscalls', 'processes', 'flows', 'resources', 'agent']);
/** See {@link twinChannelSchema}. */
export type TwinChannelName = z.infer<typeof twinChannelSchema>;

/** learn: only what is grave by itself is raised; watch: raised, never acted on; enforce: policies may act on it. */
export const twinModeSchema = z.enum(['learn', 'watch', 'enforce']);

/** What became of a window that departed. */
export const windowStateSchema = z.enum(['kept-out', 'accepted', 'rejected', 'aged-out']);

/** The agent in a guest as the console sees it. */
export const agentStateSchema = z.object({
  state: z.enum(['absent', 'silent', 'up', 'flooding', 'garbled', 'incompatible', 'closed', 'lying']),
  /** One sentence: why, and what to do. */
  detail: z.string(),
  version: z.string(),
  kernel: z.string(),
  distribution: z.string(),
  since: microsSchema.nullable(),
  lastHeard: microsSchema.nullable(),
  /** Share of what it could have told that was lost anywhere on the way. */
  loss: probabilitySchema,
  streams: z.array(
    z.object({ stream: z.string(), told: countSchema, lost: countSchema, redacted: countSchema, why: z.string() }),
  ),
  /** Share of one core of the guest, and bytes. */
  cpu: z.number(),
  resident: countSchema,
});
/** See {@link agentStateSchema}. */
export type AgentState = z.infer<typeof agentStateSchema>;

const surprisingEventSchema = z.object({
  time: microsSchema,
  text: z.string(),
  bits: z.number(),
  expected: z.array(z.object({ text: z.string(), probability: probabilitySchema })),
  never: z.boolean(),
});

/** A window that departed from the prediction. */
export const twinWindowSchema = z.object({
  id: z.string(),
  channel: twinChannelSchema,
  from: microsSchema,
  to: microsSchema,
  title: z.string(),
  service: z.string(),
  thread: z.string(),
  /** Mean bits an event. */
  bits: z.number(),
  pValue: probabilitySchema,
  score: probabilitySchema,
  technique: techniqueSchema.nullable(),
  state: windowStateSchema,
  /** Time at which it is learned from unless somebody decides, null where it is not kept out. */
  agesOutAt: microsSchema.nullable(),
  events: z.array(surprisingEventSchema),
});
/** See {@link twinWindowSchema}. */
export type TwinWindow = z.infer<typeof twinWindowSchema>;

/** Observed against predicted over time, one channel. `null` = a gap. */
export const twinSeriesSchema = z.object({
  channel: twinChannelSchema,
  /** `bits an event`, `distance` … */
  unit: z.string(),
  from: microsSchema,
  to: microsSchema,
  step: z.number(),
  points: z.array(
    z.object({
      time: microsSchema,
      observed: z.number().nullable(),
      /** Worst within the step: its maximum is not averaged away. */
      worst: z.number().nullable(),
      predicted: z.number().nullable(),
      low90: z.number().nullable(),
      low50: z.number().nullable(),
      high50: z.number().nullable(),
      high90: z.number().nullable(),
    }),
  ),
  /** Alarm line, null while learning; and where it comes from, in words. */
  threshold: z.number().nullable(),
  thresholdText: z.string(),
  /** What was learned from and what was not, without overlap. */
  learned: z.array(
    z.object({
      from: microsSchema,
      to: microsSchema,
      state: z.enum(['learned', 'kept-out', 'rejected', 'incomplete']),
    }),
  ),
});
/** See {@link twinSeriesSchema}. */
export type TwinSeries = z.infer<typeof twinSeriesSchema>;

/** A kept state of a VM's model. */
export const twinVersionSchema = z.object({
  id: countSchema,
  createdAt: microsSchema,
  /** What made it: `learned 6 h`, `accepted 2 windows`, `rolled back to v12`. */
  note: z.string(),
  events: countSchema,
  bytes: countSchema,
  inUse: z.boolean(),
});

/** All that the Twin tab shows besides the series. */
export const twinDetailSchema = z.object({
  agent: agentStateSchema,
  mode: twinModeSchema,
  modeSince: microsSchema,
  /** What comes next and when, '' where nothing does: `enforce, after 4 quiet days`. */
  nextMode: z.string(),
  baseline: z.object({
    /** `profiled` under a known workload, `grown` in learn mode, `none` before anything was learned. */
    origin: z.enum(['none', 'grown', 'profiled']),
    originText: z.string(),
    /** The profiling run that goes on, null where none does. */
    profiling: z.object({ workload: z.string(), since: microsSchema }).nullable(),
    from: microsSchema.nullable(),
    /** Seconds learned from, and kept out as anomalous. */
    learnedSeconds: z.number(),
    leftOutSeconds: z.number(),
    events: countSchema,
    completeness: probabilitySchema,
    /** Why it is incomplete, '' when complete. */
    incompleteReason: z.string(),
    bytes: countSchema,
    order: countSchema,
    model: z.enum(['ngram', 'hmm', 'gmm']),
  }),
  /** False alarms: the budget as alerts a VM-week, and what quiet time really gave. */
  budget: z.object({
    perWeek: z.number(),
    nominal: probabilitySchema,
    realised: probabilitySchema.nullable(),
    over: z.string(),
  }),
  channels: z.array(
    z.object({ channel: twinChannelSchema, label: z.string(), available: z.boolean(), why: z.string() }),
  ),
  windows: z.array(twinWindowSchema),
  windowsTotal: countSchema,
  versions: z.array(twinVersionSchema),
  /** What the baseline is made of, most events first. */
  composition: z.array(
    z.object({
      service: z.string(),
      channel: twinChannelSchema,
      threads: countSchema,
      events: countSchema,
      /** Bits an event it takes to tell its own stream: how predictable it is. */
      entropy: z.number(),
      bytes: countSchema,
    }),
  ),
  /** What the twin would do next beside what the VM did, aligned event by event. */
  sampled: z.array(z.object({ twin: z.string(), real: z.string(), same: z.boolean() })),
  sampledOf: z.string(),
});
/** See {@link twinDetailSchema}. */
export type TwinDetail = z.infer<typeof twinDetailSchema>;

const ofVm = z.object({ session: sessionIdSchema, id: z.string() });
const windows = z.array(z.string().max(200)).min(1).max(1000);

/** A VM's twin: prediction against reality, what was learned and what is kept out. `id` is the subject's. */
export const twinContract = {
  'twin.get': query(ofVm, twinDetailSchema),
  'twin.series': query(
    ofVm.extend({
      channel: twinChannelSchema,
      buckets: z.number().int().min(1).max(2000),
      window: windowSchema.optional(),
    }),
    twinSeriesSchema,
  ),
  /** Raised when any of the two above would answer otherwise; at most twice a second. */
  'twin.changes': stream(ofVm, z.object({ version: countSchema })),
  /** What accepting would teach, in words, and which alerts it would quiet. */
  'twin.preview': query(
    ofVm.extend({ windows }),
    z.object({ teaches: z.array(z.string()), alerts: z.array(z.string()) }),
  ),
  /** Accepting learns and makes a version, which can be taken back by using the one before. */
  'twin.decide': command(
    ofVm.extend({ windows, decision: z.enum(['accept', 'reject']) }),
    z.object({ version: countSchema }),
  ),
  'twin.mode': command(ofVm.extend({ mode: twinModeSchema }), z.object({})),
  'twin.budget': command(ofVm.extend({ perWeek: z.number().min(0.01).max(1000) }), z.object({})),
  /** Goes on with a kept version. */
  'twin.use': command(ofVm.extend({ version: countSchema }), z.object({})),
  /** A guided profiling run under a known workload marks where the baseline comes from. */
  'twin.profile': command(
    ofVm.extend({ action: z.enum(['begin', 'end']), workload: z.string().max(200) }),
    z.object({}),
  ),
  /** How behaviour differs between two times, in words. */
  'twin.diff': query(
    ofVm.extend({ from: microsSchema, to: microsSchema }),
    z.object({
      from: microsSchema,
      to: microsSchema,
      sentences: z.array(z.object({ text: z.string(), kind: z.enum(['new', 'gone', 'more', 'less']) })),
    }),
  ),
} as const;
