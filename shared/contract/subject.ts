import { z } from 'zod';
import { command, query, stream } from '../rpc/procedure.ts';
import { countSchema, microsSchema, probabilitySchema, windowSchema } from '../units.ts';
import { sessionIdSchema } from './session.ts';

/** ATT&CK technique (Enterprise or ICS). */
export const techniqueSchema = z.object({ id: z.string(), name: z.string(), tactic: z.string() });
/** See {@link techniqueSchema}. */
export type Technique = z.infer<typeof techniqueSchema>;

/** Colour family of a persona label in the console. */
export const personaFamilySchema = z.enum([
  'web',
  'database',
  'api',
  'ci',
  'exporter',
  'mail',
  'workstation',
  'infrastructure',
  'idle',
  'custom',
]);

/** One label of a persona with its probability; the probabilities of a persona sum to 1. */
export const personaShareSchema = z.object({
  label: z.string(),
  family: personaFamilySchema,
  /** True for labels that mean harm (Beaconing, Scanner, Miner, Compromised): drawn hatched. */
  hostile: z.boolean(),
  probability: probabilitySchema,
});
/** See {@link personaShareSchema}. */
export type PersonaShare = z.infer<typeof personaShareSchema>;

export const verdictSchema = z.enum(['benign', 'suspicious', 'malicious', 'unknown']);
export const sensitivitySchema = z.enum(['public', 'internal', 'confidential', 'restricted', 'undeclared']);

/** What an analyst said of an alert: it is held back for a time, or was not what it looked like. */
export const answerSchema = z.object({
  by: z.enum(['suppression', 'feedback']),
  /** Of the suppression or the feedback. */
  id: z.string(),
  /** Share of its effect on the risk that still counts. */
  share: probabilitySchema,
  /** One sentence: who, why, until when. */
  why: z.string(),
});
/** See {@link answerSchema}. */
export type Answer = z.infer<typeof answerSchema>;

/** Something that happened and is worth a look. */
export const alertSchema = z.object({
  id: z.string(),
  subject: z.string(),
  subjectName: z.string(),
  /** Stable kebab-case type, e.g. `beacon`, `vertical-scan`. */
  type: z.string(),
  title: z.string(),
  /** One sentence with the figures. */
  why: z.string(),
  technique: techniqueSchema,
  /** Further techniques the same evidence supports. */
  otherTechniques: z.array(techniqueSchema),
  score: probabilitySchema,
  peers: z.array(z.string()),
  firstSeen: microsSchema,
  lastSeen: microsSchema,
  /** Flows that prove it, the first 200; `flowCount` is exact. */
  flows: z.array(countSchema),
  flowCount: countSchema,
  /** Filter that lists the flows that prove it. */
  filter: z.string(),
  /** Feeds of threat intelligence that it rests on. */
  feeds: z.array(z.string()).optional(),
  /** What an analyst said of it: it counts less for the risk then, and the risk says so. */
  answered: answerSchema.optional(),
});
/** See {@link alertSchema}. */
export type Alert = z.infer<typeof alertSchema>;

/** One use of a service on the way by which risk comes over from another VM: client first. */
export const dependencyStepSchema = z.object({
  from: z.string(),
  fromName: z.string(),
  to: z.string(),
  toName: z.string(),
  service: z.string(),
  port: countSchema,
});

/** A part of a risk score. The weights of a subject (base rate included) add up to its risk. */
export const contributionSchema = z.object({
  signal: z.string(),
  title: z.string(),
  /** Marginal effect on the risk; negative where it lowers. */
  weight: z.number().min(-1).max(1),
  evidence: z.string(),
  technique: techniqueSchema.nullable(),
  alert: z.string().nullable(),
  /** Uses of services in a row, for what comes over from another VM. */
  path: z.array(dependencyStepSchema).optional(),
});
/** See {@link contributionSchema}. */
export type Contribution = z.infer<typeof contributionSchema>;

/** What its watched host says of a VM, in a row of the fleet. */
export const vmRowSchema = z.object({
  /** Id of the host, and its shown name. */
  host: z.string(),
  hostName: z.string(),
  /** libvirt's word: running, paused, shutoff … */
  state: z.string(),
  /** Its hypervisor does not answer for it. */
  hung: z.boolean(),
});

/** The VMs that one carries itself like, found without being told what personas there are. */
export const clusterSchema = z.object({
  /** From 1, the same over time; 0 for a VM that is like no other. */
  id: countSchema,
  /** VMs of the cluster, itself included. */
  members: countSchema,
  /** Label of the catalogue that fits the cluster, '' where none does. */
  label: z.string(),
  /** Neither it nor what it is like fits a label of the catalogue. */
  unknown: z.boolean(),
});

/** A VM or local host, as a row of the fleet. */
export const subjectRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  addresses: z.array(z.string()),
  macs: z.array(z.string()),
  /** Names learnt from the evidence (DHCP, NetBIOS, mDNS …), hostile text. */
  names: z.array(z.string()),
  /** Host or network it belongs to, e.g. `192.168.1.0/24`. */
  network: z.string(),
  risk: probabilitySchema.nullable(),
  verdict: verdictSchema,
  personas: z.array(personaShareSchema),
  /** 0 to 1: how much of what a baseline needs has been seen and how little was lost. */
  completeness: probabilitySchema,
  /** Why the baseline is incomplete, '' when complete. */
  incompleteReason: z.string(),
  role: z.string(),
  roleSource: z.enum(['declared', 'inferred', 'unknown']),
  sensitivity: sensitivitySchema,
  /** Activity (flows a bucket) over the session, at most 40 values, and the index from which alerts stand. */
  spark: z.array(z.number()),
  sparkAlert: z.number().int().nullable(),
  lastAlert: z
    .object({ id: z.string(), title: z.string(), why: z.string(), time: microsSchema, technique: techniqueSchema })
    .nullable(),
  alerts: countSchema,
  flows: countSchema,
  peers: countSchema,
  bytesOut: z.number(),
  bytesIn: z.number(),
  firstSeen: microsSchema,
  lastSeen: microsSchema,
  /** Absent for a subject that is no VM of a watched host. */
  vm: vmRowSchema.optional(),
  /** Absent while too little was seen to compare it with others. */
  cluster: clusterSchema.optional(),
});
/** See {@link subjectRowSchema}. */
export type SubjectRow = z.infer<typeof subjectRowSchema>;

/** A peer of a subject. */
export const peerSchema = z.object({
  address: z.string(),
  /** Subject id where the peer is one. */
  subject: z.string().nullable(),
  name: z.string(),
  outside: z.boolean(),
  /** Most used services, e.g. `tls 443`. */
  services: z.array(z.string()),
  flows: countSchema,
  bytesOut: z.number(),
  bytesIn: z.number(),
  firstSeen: microsSchema,
  lastSeen: microsSchema,
  /** First seen after the first quarter of the session. */
  isNew: z.boolean(),
  alerts: countSchema,
});

/** A service a subject offers or uses. */
export const portUseSchema = z.object({
  direction: z.enum(['offers', 'uses']),
  transport: z.string(),
  port: countSchema,
  service: z.string(),
  peers: countSchema,
  flows: countSchema,
  bytesOut: z.number(),
  bytesIn: z.number(),
});

/** What of a subject is known to be vulnerable, by what its agent told is installed. */
export const weaknessesSchema = z.object({
  /** The worst first, at most 200; exploited ones before all others. */
  worst: z.array(
    z.object({
      /** CVE, or the owner's id. */
      id: z.string(),
      title: z.string(),
      exploited: z.boolean(),
      ransomware: z.boolean(),
      package: z.string(),
      installed: z.string(),
      /** Version that is vulnerable no more, '' where none is known. */
      fixed: z.string(),
      /** Days since the epoch when it was published, 0 unknown. */
      day: countSchema,
    }),
  ),
  total: countSchema,
  exploited: countSchema,
  /** Packages that were looked at, and the distribution they are of. */
  packages: countSchema,
  distribution: z.string(),
  /** Whether any feed tells of this distribution. */
  covered: z.boolean(),
});
/** See {@link weaknessesSchema}. */
export type SubjectWeaknesses = z.infer<typeof weaknessesSchema>;

/** The persona of a subject and all the VM page shows at once. */
export const subjectDetailSchema = z.object({
  row: subjectRowSchema,
  /** Same labels as `row.personas` with the first half of the session as baseline; null in short captures. */
  baseline: z.array(personaShareSchema).nullable(),
  baselineText: z.string(),
  contributions: z.array(contributionSchema),
  /** What would lower the risk, and to what. */
  lowering: z.array(z.object({ text: z.string(), risk: probabilitySchema })),
  alerts: z.array(alertSchema),
  /** Facts of the base network configuration: gateway, DNS servers, DHCP server, VLANs, host name … */
  network: z.array(z.object({ name: z.string(), value: z.string() })),
  /** Behavioural signatures: JA4, SSH banner, user agents, with counts. */
  signatures: z.array(z.object({ kind: z.string(), value: z.string(), count: countSchema })),
  peers: z.array(peerSchema),
  peersTotal: countSchema,
  ports: z.array(portUseSchema),
  /** Flows started in each hour of the day, UTC, 24 values. */
  hours: z.array(z.number()),
  protocols: z.array(z.object({ name: z.string(), flows: countSchema, bytes: z.number() })),
  /** Absent where no agent told what is installed, or no feed what is vulnerable. */
  weaknesses: weaknessesSchema.optional(),
});
/** See {@link subjectDetailSchema}. */
export type SubjectDetail = z.infer<typeof subjectDetailSchema>;

/** Persona, risk and volume over time. */
export const timelineSchema = z.object({
  from: microsSchema,
  to: microsSchema,
  step: z.number(),
  labels: z.array(personaShareSchema.omit({ probability: true })),
  buckets: z.array(
    z.object({
      time: microsSchema,
      /** Parallel to `labels`; null where nothing was seen (a gap). */
      personas: z.array(probabilitySchema).nullable(),
      risk: probabilitySchema.nullable(),
      bytesOut: z.number(),
      bytesIn: z.number(),
      flows: z.number(),
    }),
  ),
  events: z.array(z.object({ time: microsSchema, title: z.string(), alert: z.string(), score: probabilitySchema })),
});

/** A node of the dependency graph. */
export const graphNodeSchema = z.object({
  id: z.string(),
  kind: z.enum(['subject', 'service', 'outside']),
  label: z.string(),
  detail: z.string(),
  risk: probabilitySchema.nullable(),
  /** Key of its group under the asked grouping. */
  group: z.string(),
  /** Filter that lists its flows. */
  filter: z.string(),
});

/** A flow of dependency: who uses what. */
export const graphEdgeSchema = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  service: z.string(),
  flows: countSchema,
  bytes: z.number(),
  firstSeen: microsSchema,
  lastSeen: microsSchema,
  /** Worst score of an alert on it, null when none. */
  alert: probabilitySchema.nullable(),
  filter: z.string(),
});

const inSession = z.object({ session: sessionIdSchema });
const ofSubject = z.object({ session: sessionIdSchema, id: z.string() });

/** Subjects, their personas, alerts and how they depend on each other. */
export const subjectContract = {
  'subject.list': query(inSession, z.object({ rows: z.array(subjectRowSchema) })),
  /** All rows; sent again at most twice a second while something changes. */
  'subject.changes': stream(inSession, z.object({ rows: z.array(subjectRowSchema), progress: probabilitySchema })),
  /** A window narrows peers, ports, hours, protocols and alerts; persona and risk stand for the whole session. */
  'subject.get': query(ofSubject.extend({ window: windowSchema.optional() }), subjectDetailSchema),
  'subject.timeline': query(
    ofSubject.extend({ buckets: z.number().int().min(1).max(1000), window: windowSchema.optional() }),
    timelineSchema,
  ),
  /** Declares what the console cannot know. Empty role = withdraw the declaration. */
  'subject.declare': command(
    ofSubject.extend({
      role: z.string().max(64).optional(),
      sensitivity: sensitivitySchema.optional(),
      name: z.string().max(255).optional(),
    }),
    z.object({}),
  ),
  'alert.list': query(
    z.object({ session: sessionIdSchema, subject: z.string().optional(), window: windowSchema.optional() }),
    z.object({ alerts: z.array(alertSchema) }),
  ),
  'graph.get': query(
    z.object({ session: sessionIdSchema, window: windowSchema.optional(), group: z.enum(['role', 'subnet', 'none']) }),
    z.object({
      nodes: z.array(graphNodeSchema),
      edges: z.array(graphEdgeSchema),
      groups: z.array(z.object({ key: z.string(), label: z.string(), members: countSchema })),
      /** Outside peers folded into one node, and edges outside the window. */
      foldedPeers: countSchema,
      hiddenEdges: countSchema,
    }),
  ),
} as const;
