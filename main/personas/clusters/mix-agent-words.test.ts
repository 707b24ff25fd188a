import { expect, it } from 'vitest';
import { ChannelTrack } from '../../twin/channel-track.ts';
import { syscallToken } from '../../twin/syscall-words.ts';
import { mixAgentWords } from './mix-agent-words.ts';

it('adds up what all services of a VM call, whatever they are named, and how often each step of a process came', () => {
  const tracks = {
    syscalls: new ChannelTrack('syscalls'),
    processes: new ChannelTrack('processes'),
    flows: new ChannelTrack('flows'),
  };
  const read = syscallToken('x86_64', 0);
  const write = syscallToken('x86_64', 1);
  const at = { learned: 0, seen: 0 };
  for (const [name, run] of [
    ['nginx', [read, read, write]],
    ['httpd', [read, write, write]],
  ] as const) {
    const thread = { service: name, thread: name, tid: 1 };
    tracks.syscalls.addRun(thread, run, at.seen, false, at.seen);
    for (const { stream } of tracks.syscalls.takeClosed(at.seen + 60e6)) stream.model.learn(run);
  }
  for (const word of ['exec:sh<init', 'exec:sh<init', 'exec:cat<sh']) tracks.processes.words.learn(word);
  const { syscalls, programs } = mixAgentWords({ tracks });
  const calls = new Map(syscalls);
  expect([...calls.keys()].slice(0, 2).sort()).toEqual(['read', 'write']);
  // Each was made three times; what is kept for calls never seen is the same for both.
  expect(calls.get('read')).toBeCloseTo(calls.get('write') ?? 0, 6);
  expect((calls.get('read') ?? 0) + (calls.get('write') ?? 0)).toBeGreaterThan(3);
  expect(programs).toEqual([
    ['exec:sh<init', 2],
    ['exec:cat<sh', 1],
  ]);
});
