import type { Technique } from '../../shared/contract/subject.ts';
import type { TwinChannelName, TwinDetail } from '../../shared/contract/twin.ts';
import { sayCount, saySpan } from '../detection/say.ts';
import { unpackEvents } from '../twin/packed-events.ts';
import { sampleBeside } from '../twin/sample-beside.ts';
import type { Twin } from '../twin/twin.ts';
import type { TwinVersion } from '../twin/twin-memory.ts';

/** Microseconds. */
const WEEK = 7 * 86_400e6;

/** Windows that are told at once, the newest. */
const MOST_WINDOWS = 60;
const MOST_COMPOSITION = 48;
const SEQUENCES = ['syscalls', 'processes', 'flows'] as const;

const LABELS: Readonly<Record<TwinChannelName, string>> = {
  syscalls: 'System calls',
  processes: 'Processes and files',
  flows: 'Network',
  resources: 'Resources',
  agent: 'Agent',
};

function channelsOf(twin: Twin): TwinDetail['channels'] {
  const { ripeWindows, ripeSpan } = twin.settings;
  const sequences = SEQUENCES.map((channel) => {
    const { ring, ripe, begun, windows } = twin.tracks[channel];
    const missing = channel === 'flows' ? 'No flow of it has ended yet.' : 'Its agent has told none yet.';
    const learning =
      ring.size < ripeWindows
        ? `learning: ${ring.size} of ${sayCount(ripeWindows, 'window')}`
        : twin.now - begun < ripeSpan
          ? `learning: ${saySpan(twin.now - begun)} of ${saySpan(ripeSpan)}`
          : 'learning: what it learns has not settled yet';
    return {
      channel,
      label: LABELS[channel],
      available: begun > 0,
      why: begun === 0 ? missing : ripe ? `${sayCount(windows, 'window')} learned` : learning,
    };
  });
  const { resources, agent } = twin;
  return [
    ...sequences,
    {
      channel: 'resources',
      label: LABELS.resources,
      available: resources.levels.rows > 0,
      why:
        resources.levels.rows === 0
          ? 'Its host has told no rates yet.'
          : resources.isRipe
            ? `${sayCount(resources.windows, 'window')} learned`
            : `learning: ${sayCount(resources.windows, 'window')}`,
    },
    {
      channel: 'agent',
      label: LABELS.agent,
      available: agent.lastHeard !== null,
      why: agent.lastHeard === null ? 'No agent has spoken from this VM.' : '',
    },
  ];
}

function nextModeOf(twin: Twin): string {
  const { ripeSpan, quietSpan, ripeWindows } = twin.settings;
  const inMode = twin.now - twin.modeSince;
  if (!twin.mayLearn) return 'learning stands still: what is normal has moved far; set the mode to go on';
  if (twin.mode === 'learn') {
    const most = Math.max(...SEQUENCES.map((channel) => twin.tracks[channel].ring.size));
    const left = Math.max(0, ripeSpan - inMode);
    if (left > 0) return `watch, in ${saySpan(left)} at the earliest`;
    return most < ripeWindows
      ? `watch, after ${sayCount(ripeWindows - most, 'more window', 'more windows')}`
      : 'watch, once what it learns has settled';
  }
  return twin.mode === 'watch'
    ? `enforce, after ${saySpan(Math.max(60e6, quietSpan - inMode))} without a departure`
    : '';
}

function baselineOf(twin: Twin): TwinDetail['baseline'] {
  const { profile, learned, agent } = twin;
  const events = SEQUENCES.reduce((sum, channel) => sum + twin.tracks[channel].events, 0);
  const origin = events === 0 ? 'none' : profile === null ? 'grown' : 'profiled';
  const reasons: string[] = [];
  const ripe = SEQUENCES.filter((channel) => twin.tracks[channel].begun > 0);
  const share = ripe.length === 0 ? 0 : ripe.filter((channel) => twin.tracks[channel].ripe).length / ripe.length;
  const day = Math.min(1, learned.learnedSpan / 86_400e6);
  if (agent.lastHeard === null) reasons.push('no agent: only its traffic and resources are known');
  if (agent.loss > 0) reasons.push(`${(agent.loss * 100).toFixed(1)} % of what its agent could tell was lost`);
  if (share < 1) reasons.push('some channels still learn');
  if (day < 1 && profile === null) reasons.push(`learned over ${saySpan(learned.learnedSpan)} of a day`);
  const texts = {
    none: 'Nothing was learned yet.',
    grown: 'Grown in learn mode from whatever ran.',
    profiled: `Profiled under ${profile?.workload ?? ''}${profile?.to === null ? ', which goes on' : ''}.`,
  };
  const streams = SEQUENCES.flatMap((channel) => [...twin.tracks[channel].streams.values()]);
  return {
    origin,
    originText: texts[origin],
    profiling: profile?.to === null ? { workload: profile.workload, since: profile.from } : null,
    from: learned.first,
    learnedSeconds: learned.learnedSpan / 1e6,
    leftOutSeconds: learned.leftOutSpan / 1e6,
    events,
    completeness: Math.min(1, (0.5 * share + 0.5 * (profile?.to != null ? 1 : Math.sqrt(day))) * (1 - agent.loss)),
    incompleteReason: reasons.join('; '),
    bytes: streams.reduce((sum, { bytes }) => sum + bytes, 0),
    order: 6,
    model: 'ngram',
  };
}

/** All that is shown of a twin besides its charts. */
export function toTwinDetail(
  twin: Twin,
  versions: readonly (TwinVersion & { inUse: boolean })[],
  techniqueOf: (id: string) => Technique,
): TwinDetail {
  const { budget } = twin;
  const windows = twin.stories.windows;
  const composition = SEQUENCES.flatMap((channel) =>
    [...twin.tracks[channel].streams.values()].map((stream) => ({ channel, stream })),
  );
  const services = new Map<string, TwinDetail['composition'][number]>();
  for (const { channel, stream } of composition) {
    const key = `${channel} ${stream.service}`;
    const events = stream.model.learned;
    const known = services.get(key) ?? {
      service: stream.service,
      channel,
      threads: 0,
      events: 0,
      entropy: 0,
      bytes: 0,
    };
    const all = known.events + events;
    known.entropy = all === 0 ? 0 : (known.entropy * known.events + stream.entropy * events) / all;
    known.threads++;
    known.events = all;
    known.bytes += stream.bytes;
    services.set(key, known);
  }
  return {
    agent: twin.agent.toState(twin.now),
    mode: twin.mode,
    modeSince: twin.modeSince,
    nextMode: nextModeOf(twin),
    baseline: baselineOf(twin),
    budget: {
      perWeek: budget.perWeek,
      nominal: budget.nominal,
      // What minutes gave says nothing of a week: a seventh of the time between two allowed alarms must have passed.
      realised: budget.span * budget.perWeek < WEEK / 7 ? null : budget.realised,
      over: budget.span === 0 ? 'nothing judged yet' : `over ${saySpan(budget.span)}`,
    },
    channels: channelsOf(twin),
    windows: windows
      .slice(0, MOST_WINDOWS)
      .map(({ technique, id, events, window: _window, ringScore: _score, ...rest }) => ({
        ...rest,
        id,
        events: unpackEvents(events),
        score: twin.stories.scoreOf(id),
        technique: technique === '' ? null : techniqueOf(technique),
      })),
    windowsTotal: windows.length,
    versions: [...versions],
    composition: [...services.values()].sort((left, right) => right.events - left.events).slice(0, MOST_COMPOSITION),
    ...sampleBeside(twin),
  };
}
