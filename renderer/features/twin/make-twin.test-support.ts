import type { AgentState, TwinDetail, TwinSeries, TwinWindow } from '../../../shared/contract/twin.ts';

const minute = 60e6;
/** 11:02 UTC of the day on which the sample of these tests plays. */
export const sampleFrom = Date.parse('2026-11-19T11:02:00Z') * 1000;

/** An agent for tests: up, and without loss. */
export function makeAgent(part: Partial<AgentState> = {}): AgentState {
  return {
    state: 'up',
    detail: '',
    version: '0.9.2',
    kernel: '6.1.0-18-amd64',
    distribution: 'Debian 12',
    since: sampleFrom,
    lastHeard: sampleFrom + 180 * minute,
    loss: 0,
    streams: [
      { stream: 'syscalls', told: 1_900_000, lost: 0, redacted: 0, why: '' },
      { stream: 'memory', told: 0, lost: 0, redacted: 0, why: 'switched off in the guest' },
    ],
    cpu: 0.004,
    resident: 9_400_000,
    ...part,
  };
}

/** A window that departed, for tests. */
export function makeWindow(part: Partial<TwinWindow> = {}): TwinWindow {
  return {
    id: 'w1',
    channel: 'syscalls',
    from: sampleFrom + 151 * minute,
    to: sampleFrom + 151 * minute + 2e6,
    title: 'nginx worker 1841, right after POST /upload',
    service: 'nginx.service',
    thread: '1841',
    bits: 9.8,
    pValue: 0.0004,
    score: 0.93,
    technique: { id: 'T1059.004', name: 'Unix Shell', tactic: 'Execution' },
    state: 'kept-out',
    agesOutAt: sampleFrom + 8 * 1440 * minute,
    events: [
      {
        time: sampleFrom + 151 * minute,
        text: 'execve("/bin/sh", "-c", …)',
        bits: 13.4,
        expected: [
          { text: 'epoll_wait', probability: 0.71 },
          { text: 'sendfile', probability: 0.14 },
        ],
        never: false,
      },
      {
        time: sampleFrom + 151 * minute + 1e6,
        text: 'execve("/usr/bin/curl", …)',
        bits: 11.7,
        expected: [],
        never: true,
      },
    ],
    ...part,
  };
}

/** Three hours of a channel in minutes for tests: calm at 2 bits, with `levels` by minute on top. */
export function makeSeries(levels: Record<number, number | null> = {}, part: Partial<TwinSeries> = {}): TwinSeries {
  return {
    channel: 'syscalls',
    unit: 'bits an event',
    from: sampleFrom,
    to: sampleFrom + 180 * minute,
    step: minute,
    points: Array.from({ length: 180 }, (_, index) => {
      const level = index in levels ? (levels[index] ?? null) : 2 + Math.sin(index / 9) / 2;
      return {
        time: sampleFrom + index * minute,
        observed: level,
        worst: level,
        predicted: 2.2,
        low90: 0.6,
        low50: 1.6,
        high50: 2.9,
        high90: 4,
      };
    }),
    threshold: 4.6,
    thresholdText: 'set for 1 % on the last 7 quiet days',
    learned: [
      { from: sampleFrom, to: sampleFrom + 150 * minute, state: 'learned' },
      { from: sampleFrom + 150 * minute, to: sampleFrom + 180 * minute, state: 'kept-out' },
    ],
    ...part,
  };
}

/** All that the tab shows besides the series, for tests. */
export function makeTwin(part: Partial<TwinDetail> = {}): TwinDetail {
  return {
    agent: makeAgent(),
    mode: 'watch',
    modeSince: sampleFrom - 5 * 1440 * minute,
    nextMode: 'enforce, after 4 quiet days',
    baseline: {
      origin: 'grown',
      originText: 'grown in learn mode',
      profiling: null,
      from: sampleFrom - 23 * 1440 * minute,
      learnedSeconds: 23 * 86_400,
      leftOutSeconds: 8040,
      events: 48_200_000,
      completeness: 1,
      incompleteReason: '',
      bytes: 38_000,
      order: 6,
      model: 'ngram',
    },
    budget: { perWeek: 1, nominal: 0.01, realised: 0.013, over: '7 days' },
    channels: [
      { channel: 'syscalls', label: 'Syscalls', available: true, why: '' },
      { channel: 'processes', label: 'Processes', available: true, why: '' },
      { channel: 'flows', label: 'Flows', available: true, why: '' },
      { channel: 'resources', label: 'Resources', available: true, why: '' },
    ],
    windows: [makeWindow()],
    windowsTotal: 1,
    versions: [
      {
        id: 14,
        createdAt: sampleFrom - 302 * minute,
        note: 'learned 6 h',
        events: 48_200_000,
        bytes: 38_000,
        inUse: true,
      },
      {
        id: 13,
        createdAt: sampleFrom - 1500 * minute,
        note: 'accepted 2 windows',
        events: 47e6,
        bytes: 37_600,
        inUse: false,
      },
    ],
    composition: [
      { service: 'nginx.service', channel: 'syscalls', threads: 4, events: 39_000_000, entropy: 1.9, bytes: 24_000 },
    ],
    sampled: [
      { twin: 'epoll_wait', real: 'epoll_wait', same: true },
      { twin: 'sendfile', real: 'execve sh', same: false },
    ],
    sampledOf: 'nginx.service, thread 1841',
    ...part,
  };
}
