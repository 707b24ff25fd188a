import { z } from 'zod';
import { command, query } from '../rpc/procedure.ts';
import { countSchema, microsSchema, probabilitySchema } from '../units.ts';
import { sessionIdSchema } from './session.ts';
import { alertSchema, sensitivitySchema } from './subject.ts';

/** How far the work on an incident is. */
export const incidentStateSchema = z.enum(['new', 'looking', 'contained', 'closed']);
/** What an incident turned out to be. */
export const outcomeSchema = z.enum(['resolved', 'expected', 'false-positive']);
/** See {@link outcomeSchema}. */
export type Outcome = z.infer<typeof outcomeSchema>;

/** A VM of a story. */
export const incidentVmSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Risk of the VM now, null where it was not scored. */
  risk: probabilitySchema.nullable(),
  /** What its alerts of this story make of it, before anything was answered. */
  worst: probabilitySchema,
  sensitivity: sensitivitySchema,
  /** First of its alerts here; null for a VM that was named and told nothing itself. */
  since: microsSchema.nullable(),
  alerts: countSchema,
});

/** Alerts that make one story, or one that fits none. */
export const incidentSchema = z.object({
  id: z.string(),
  /** One alert that fits no story. */
  single: z.boolean(),
  /** VM it began on. */
  subject: z.string(),
  subjectName: z.string(),
  title: z.string(),
  /** Two sentences: entry, reach. */
  summary: z.string(),
  /** What its alerts make of the worst of its VMs, as they count now; `worst` before anything was answered. */
  risk: probabilitySchema,
  worst: probabilitySchema,
  state: incidentStateSchema,
  outcome: outcomeSchema.nullable(),
  /** Alerts that came, or went on, since it was closed: it is open again. */
  since: countSchema,
  assignee: z.string(),
  /** In order of reach; those that were only named come last. */
  vms: z.array(incidentVmSchema),
  /** In order of time. */
  alerts: z.array(alertSchema),
  /** Why its alerts are one story. */
  ties: z.array(z.object({ from: z.string(), to: z.string(), why: z.string() })),
  firstSeen: microsSchema,
  lastSeen: microsSchema,
  peers: z.array(z.string()),
  /** Alerts of it that a suppression holds back now. */
  heldBack: countSchema,
  /** Nothing of it is told any more: it stands as it was when it was worked on. */
  gone: z.boolean(),
  /** Ids of stories that became part of it. */
  merged: z.array(z.string()),
  /** The story an analyst split it from. */
  splitFrom: z.string().nullable(),
  notes: countSchema,
});
/** See {@link incidentSchema}. */
export type Incident = z.infer<typeof incidentSchema>;

/** What was done with an incident, and said of it. */
export const incidentEntrySchema = z.object({
  id: countSchema,
  /** Milliseconds since epoch, wall clock. */
  at: z.number(),
  who: z.string(),
  kind: z.enum(['state', 'assignee', 'note', 'split', 'suppression', 'feedback', 'export']),
  text: z.string(),
});
/** See {@link incidentEntrySchema}. */
export type IncidentEntry = z.infer<typeof incidentEntrySchema>;

/** Which alerts a suppression holds back: all that is named must fit; '' fits any. */
export const scopeSchema = z.object({
  type: z.string().max(64).default(''),
  /** ATT&CK id; its sub-techniques fit too. */
  technique: z.string().max(16).default(''),
  subject: z.string().max(255).default(''),
  role: z.string().max(64).default(''),
  /** Address, network or name: all peers of an alert must lie in it. */
  peer: z.string().max(255).default(''),
});
/** See {@link scopeSchema}. */
export type SuppressionScope = z.infer<typeof scopeSchema>;

const heldAlertSchema = alertSchema.pick({ id: true, title: true, subject: true, subjectName: true, score: true });

/** Alerts that are held back for a time: they stay visible, raise no incident and count nothing. */
export const suppressionSchema = z.object({
  id: z.string(),
  scope: scopeSchema,
  /** Name of the VM of the scope, '' for any. */
  subjectName: z.string(),
  why: z.string(),
  who: z.string(),
  /** Milliseconds since epoch, wall clock. */
  from: z.number(),
  until: z.number(),
  endedAt: z.number().nullable(),
  endedBy: z.string(),
  inForce: z.boolean(),
  /** What it holds back now; what it held back when it was ended. */
  held: countSchema,
  alerts: z.array(heldAlertSchema),
});
/** See {@link suppressionSchema}. */
export type Suppression = z.infer<typeof suppressionSchema>;

/** What closing an incident taught: its signals weigh less, on the same VM with the same peers. */
export const feedbackSchema = z.object({
  id: z.string(),
  incident: z.string(),
  outcome: outcomeSchema.exclude(['resolved']),
  who: z.string(),
  at: z.number(),
  /** Share that these signals still count. */
  share: probabilitySchema,
  signals: z.array(
    z.object({
      alert: z.string(),
      subject: z.string(),
      subjectName: z.string(),
      type: z.string(),
      title: z.string(),
      peers: z.array(z.string()),
    }),
  ),
  undoneAt: z.number().nullable(),
  undoneBy: z.string(),
});
/** See {@link feedbackSchema}. */
export type Feedback = z.infer<typeof feedbackSchema>;

const ofIncident = z.object({ session: sessionIdSchema, id: z.string().min(1).max(255) });
const nothing = z.object({});

/** Stories across VMs, the work on them, what is held back, what was learned from it, and their reports. */
export const incidentContract = {
  'incident.list': query(
    z.object({ session: sessionIdSchema }),
    z.object({
      incidents: z.array(incidentSchema),
      suppressions: z.array(suppressionSchema),
      feedback: z.array(feedbackSchema),
    }),
  ),
  /** Closing asks for an outcome; `expected` and `false-positive` teach what `incident.closing` says. */
  'incident.update': command(
    ofIncident.extend({
      state: incidentStateSchema,
      outcome: outcomeSchema.nullable().default(null),
      note: z.string().trim().max(10_000).default(''),
    }),
    nothing,
  ),
  /** What the models learn when it is closed so, a sentence each. */
  'incident.closing': query(ofIncident.extend({ outcome: outcomeSchema }), z.object({ learns: z.array(z.string()) })),
  /** '' takes it from whoever has it. */
  'incident.assign': command(ofIncident.extend({ assignee: z.string().trim().max(64) }), nothing),
  'incident.note': command(ofIncident.extend({ text: z.string().trim().min(1).max(10_000) }), incidentEntrySchema),
  'incident.history': query(ofIncident, z.object({ entries: z.array(incidentEntrySchema) })),
  /** Makes what happened from this alert on a story of its own, for good. */
  'incident.split': command(ofIncident.extend({ alert: z.string().max(1000) }), z.object({ id: z.string() })),
  /** Takes a split back. */
  'incident.rejoin': command(ofIncident, z.object({ id: z.string() })),
  'feedback.undo': command(ofIncident, nothing),
  /** What a suppression of this scope would hold back now. */
  'suppression.preview': query(
    z.object({ session: sessionIdSchema, scope: scopeSchema }),
    z.object({ held: countSchema, alerts: z.array(heldAlertSchema), problem: z.string() }),
  ),
  /** Always with an end, 90 days ahead at most. */
  'suppression.add': command(
    z.object({
      session: sessionIdSchema,
      /** The incident it was made from. */
      incident: z.string().max(255).optional(),
      scope: scopeSchema,
      until: z.number(),
      why: z.string().trim().min(1).max(500),
    }),
    z.object({ id: z.string() }),
  ),
  'suppression.end': command(ofIncident, nothing),
  /** What a report will contain, and what it will not. */
  'incident.contents': query(
    ofIncident,
    z.object({
      parts: z.array(z.object({ title: z.string(), detail: z.string() })),
      leftOut: z.array(z.string()),
    }),
  ),
  'incident.export': command(
    ofIncident.extend({ format: z.enum(['html', 'pdf']) }),
    z.object({ name: z.string(), type: z.string(), bytes: z.string() }),
  ),
} as const;
