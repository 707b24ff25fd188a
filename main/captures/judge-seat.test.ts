import { describe, expect, test } from 'vitest';
import { uuidOf, vmFacts } from '../hosts/vm-facts.test-support.ts';
import type { Observation } from '../telemetry/observation.ts';
import { GuestLife, thread } from '../twin/guest-life.test-support.ts';
import { createTransientMemory } from '../twin/transient-memory.ts';
import { TwinBook } from '../twin/twin-book.ts';
import { JudgeSeat } from './judge-seat.ts';
import type { SessionJudge } from './session-parts.ts';

function listener(): SessionJudge & { heard: Observation[] } {
  const heard: Observation[] = [];
  return {
    heard,
    observe: (observation) => heard.push(observation),
    assess: () => ({ subjects: [], localNetworks: [] }),
  };
}

/** A shell of a web server that takes its commands from a socket. */
function breakIn(life: GuestLife): Observation[] {
  const shell = thread('nginx', 'sh', 900);
  return [life.event({ kind: 'dup', descriptor: 0 }, shell), life.event(life.exec('/bin/sh', 'nginx'), shell)];
}

describe('a judge and twins beside each other', () => {
  test('both hear all, and the judge what twins find; another judge is told it too', () => {
    const first = listener();
    const memory = { ...createTransientMemory(), outlives: true };
    const closing = new AbortController();
    const seat = new JudgeSeat(
      { id: 'a', createJudge: () => first, createTwins: (tell) => new TwinBook({ memory, tell }) },
      closing.signal,
    );
    const life = new GuestLife(uuidOf(1), 1);
    const told: Observation[] = [{ kind: 'machine', facts: vmFacts(1), time: life.time }];
    for (let second = 0; second < 10; second++) told.push(...life.next(), ...(second === 5 ? breakIn(life) : []));
    for (const observation of told) seat.observe(observation);
    const found = first.heard.filter(({ kind }) => kind === 'finding');
    expect(first.heard.filter(({ kind }) => kind !== 'finding')).toEqual(told);
    expect(found.length).toBeGreaterThan(0);
    const second = listener();
    expect(seat.seat(second)).toBe(second);
    expect(second.heard).toEqual([found.at(-1)]);
    expect(seat.judge).toBe(second);
    // What was learned outlives the session, unless nothing keeps it.
    expect(memory.load(uuidOf(1))).toBeNull();
    closing.abort();
    expect(memory.load(uuidOf(1))?.length).toBeGreaterThan(100);
  });

  test('a session without twins has a judge alone', () => {
    const judge = listener();
    const seat = new JudgeSeat({ id: 'a', createJudge: () => judge }, new AbortController().signal);
    seat.observe({ kind: 'machine-forgotten', uuid: 'gone' });
    expect(seat.twins).toBeNull();
    expect(judge.heard).toHaveLength(1);
    expect(seat.assess()).toEqual({ subjects: [], localNetworks: [] });
  });
});
