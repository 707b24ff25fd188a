import { z } from 'zod';
import { incidentStateSchema, outcomeSchema } from '../../shared/contract/incidents.ts';
import { alertSchema } from '../../shared/contract/subject.ts';

/** What is kept of an incident that somebody worked on. */
export const workedStorySchema = z.object({
  id: z.string(),
  state: incidentStateSchema.default('new'),
  outcome: outcomeSchema.nullable().default(null),
  assignee: z.string().default(''),
  /** Ids of its alerts when it was last worked on, and when the first of them began. */
  members: z.array(z.string()).default([]),
  since: z.number().default(0),
  /** VM it was of, where nothing more was kept. */
  subject: z.string().optional(),
  /** The story it was split from. */
  splitFrom: z.string().nullable().default(null),
  /** Alerts that stay in this story, because another was split from it or it from another. */
  pinned: z.array(z.string()).default([]),
  /** What was there when it was closed: alerts, and the last instant of the evidence that it saw. */
  closed: z
    .object({ alerts: z.array(z.string()), until: z.number() })
    .nullable()
    .default(null),
  /** The story as it was when it was last worked on: what it shows once its alerts are told no more. */
  snapshot: z.array(alertSchema).default([]),
});
/** See {@link workedStorySchema}. */
export type WorkedStory = z.infer<typeof workedStorySchema>;

const mostMembers = 5000;
const mostKept = 60;
const mostFlows = 50;

/** A story that is worked on for the first time, or again, with its alerts as they are now. */
export function noteWork(known: WorkedStory | undefined, id: string, alerts: WorkedStory['snapshot']): WorkedStory {
  const before = known ?? workedStorySchema.parse({ id });
  if (alerts.length === 0) return before;
  const { subject: _, ...rest } = before;
  const worst = alerts.toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, mostKept);
  return {
    ...rest,
    members: alerts.slice(0, mostMembers).map((alert) => alert.id),
    since: Math.min(...alerts.map(({ firstSeen }) => firstSeen), before.since || Number.POSITIVE_INFINITY),
    snapshot: worst.map((alert) => ({ ...alert, flows: alert.flows.slice(0, mostFlows) })),
  };
}
