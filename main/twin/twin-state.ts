import { z } from 'zod';
import type { SurprisingEvent } from '../telemetry/finding.ts';
import { type PackedEvents, packEvents } from './packed-events.ts';
import { packParts, unpackParts } from './packed-parts.ts';
import { type KeptWindow, Story, type StoryAct } from './story.ts';
import { readModels, writeModels } from './twin-models.ts';
import type { Twin } from './twin.ts';

const numbers = z.array(z.number());
const headSchema = z.object({
  format: z.literal(1),
  mode: z.enum(['learn', 'watch', 'enforce']),
  modeSince: z.number(),
  perWeek: z.number(),
  budget: z.object({ steps: z.number(), span: z.number(), alarms: z.number(), hits: z.number() }),
  profile: z.object({ workload: z.string(), from: z.number(), to: z.number().nullable() }).nullable(),
  anchor: z.record(z.string(), z.number()).nullable(),
  drift: z.number(),
  sum: z.number(),
  levels: z.array(numbers),
  resourceRing: z.array(z.tuple([z.number(), z.number()])),
  resourceWindows: z.number(),
  agent: z.object({ version: z.string(), sha256: z.string() }).nullable(),
  habits: z.object({ from: z.number(), length: z.number(), words: z.record(z.string(), z.number()) }).nullable(),
  learned: z.object({
    stretches: z.array(
      z.object({ from: z.number(), to: z.number(), state: z.enum(['learned', 'kept-out', 'rejected', 'incomplete']) }),
    ),
    learnedSpan: z.number(),
    leftOutSpan: z.number(),
  }),
  /** Written by this program alone, into its own folder. */
  stories: z.array(z.unknown()),
  aside: z.array(z.unknown()),
});

interface WrittenStory {
  id: string;
  channel: Story['channel'];
  service: string;
  from: number;
  to: number;
  thread: string;
  alarms: number;
  pValue: number;
  bits: number;
  fixed: Story['fixed'];
  acts: StoryAct[];
  windows: OlderWindow[];
  /** Not there in what older consoles wrote. */
  departed?: number;
}

/** All of a twin that outlives the console. */
export function writeTwin(twin: Twin): Uint8Array {
  const { budget, learned } = twin;
  const { steps, span, alarms, hits } = budget;
  const head: z.input<typeof headSchema> = {
    format: 1,
    mode: twin.mode,
    modeSince: twin.modeSince,
    perWeek: budget.perWeek,
    budget: { steps, span, alarms, hits },
    profile: twin.profile,
    anchor: twin.anchor,
    drift: twin.drift,
    sum: twin.judge.cusum.sum,
    levels: twin.resources.levels.toNumbers(),
    resourceRing: twin.resources.ring.toPairs(),
    resourceWindows: twin.resources.windows,
    agent: twin.agent.known,
    habits: twin.habits.current,
    learned: {
      stretches: [...learned.stretches],
      learnedSpan: learned.learnedSpan,
      leftOutSpan: learned.leftOutSpan,
    },
    aside: [...twin.stories.aside],
    stories: twin.stories.stories.map(
      ({
        id,
        channel,
        service,
        from,
        to,
        thread,
        alarms: passed,
        pValue,
        bits,
        fixed,
        acts,
        windows,
        departed,
      }): WrittenStory => ({
        id,
        channel,
        service,
        from,
        to,
        thread,
        alarms: passed,
        pValue,
        bits,
        fixed,
        acts: [...acts.values()],
        windows,
        departed,
      }),
    ),
  };
  return packParts({ head, parts: [writeModels(twin)] });
}

/** What {@link writeTwin} wrote, without what was found: that is not told again. @returns null for anything else */
export function baselineOf(state: Uint8Array): Uint8Array | null {
  try {
    const { head, parts } = unpackParts(state);
    return packParts({ head: { ...headSchema.parse(head), stories: [], aside: [] }, parts });
  } catch {
    return null;
  }
}

/** Puts into a twin what {@link writeTwin} wrote. @throws for anything else */
export function readTwin(twin: Twin, bytes: Uint8Array): void {
  const { head: read, parts } = unpackParts(bytes);
  const head = headSchema.parse(read);
  const [models] = parts;
  if (models === undefined) throw new RangeError('A twin without models.');
  readModels(twin, models);
  twin.mode = head.mode;
  twin.modeSince = head.modeSince;
  Object.assign(twin.budget, head.budget, { perWeek: head.perWeek });
  twin.profile = head.profile;
  twin.anchor = head.anchor;
  twin.drift = head.drift;
  twin.judge.cusum.restart(head.sum);
  twin.resources.levels.restore(head.levels);
  twin.resources.ring.restore(head.resourceRing);
  twin.resources.windows = head.resourceWindows;
  twin.agent.known = head.agent;
  twin.habits.restore(head.habits);
  twin.learned.restore(head.learned.stretches, head.learned.learnedSpan, head.learned.leftOutSpan);
  twin.stories.restore(
    (head.stories as WrittenStory[]).map(({ id, channel, service, from, acts, windows, departed, ...rest }) => {
      const story = new Story(id, channel, service, from);
      Object.assign(story, rest);
      for (const act of acts) story.acts.set(act.word, act);
      story.windows.push(...windows.map(ofThisFormat));
      story.departed = departed ?? windows.length;
      return story;
    }),
    (head.aside as OlderWindow[]).map(ofThisFormat),
  );
}

/** A window as an older console wrote it. */
type OlderWindow = Omit<KeptWindow, 'events' | 'window'> & {
  events: PackedEvents | SurprisingEvent[];
  window: unknown;
};

/** A window of an older console may not be learned any more; what it tells stays. */
function ofThisFormat(kept: OlderWindow): KeptWindow {
  const { events, window } = kept;
  return {
    ...kept,
    events: typeof events === 'string' ? events : packEvents(events),
    window: typeof window === 'string' ? window : null,
  };
}
