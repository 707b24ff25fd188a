import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChannelTrack } from './channel-track.ts';
import { WINDOW_RULES } from './event-window.ts';
import { NOON, SECOND } from './guest-life.test-support.ts';
import { driftBetween, toShares } from './drift.ts';
import { KnownPeers } from './known-peers.ts';
import { LearnedTime } from './learned-time.ts';
import { syscallToken, SYSCALL_TOKENS, syscallWord } from './syscall-words.ts';
import { Vocabulary } from './vocabulary.ts';

const worker = (number: number): { service: string; thread: string; tid: number } => ({
  service: 'web',
  thread: `worker-${number}`,
  tid: number,
});

describe('windows of a channel', () => {
  test('end after so many calls or so long; what is short waits a little', () => {
    const track = new ChannelTrack('syscalls');
    track.addRun(
      worker(1),
      Array.from({ length: 300 }, () => 5),
      NOON,
      false,
      NOON,
    );
    const [full] = track.takeClosed(NOON);
    expect(full?.window.events).toBe(256);
    expect(track.takeClosed(NOON + SECOND)).toEqual([]);
    expect(track.takeClosed(NOON + 2 * SECOND).map(({ window }) => window.events)).toEqual([44]);
    track.addRun(worker(1), [5], NOON, true, NOON + 3 * SECOND);
    expect(track.takeClosed(NOON + 6 * SECOND)).toEqual([]);
    const [short] = track.takeClosed(NOON + 9 * SECOND);
    // Threads of one kind are one stream, and its run goes on.
    expect(short?.window).toMatchObject({ thread: 'worker-#', runs: [{ context: 5, tokens: [5, 5, 5, 5, 5, 5] }] });
    track.addRun(worker(2), [7], NOON, true, NOON + 10 * SECOND);
    expect(track.streams.size).toBe(1);
    const [other] = track.takeClosed(NOON + 20 * SECOND);
    expect(other?.window.runs).toMatchObject([{ context: 0, tokens: [7] }]);
  });

  test('hold every event once, in order, however runs are cut', () => {
    const runs = fc.array(fc.array(fc.nat(400), { minLength: 1, maxLength: 700 }), { maxLength: 12 });
    fc.assert(
      fc.property(runs, (told) => {
        const track = new ChannelTrack('syscalls');
        let now = NOON;
        for (const run of told) track.addRun(worker(1), run, now, true, (now += SECOND));
        const windows = track.takeClosed(now + 100 * SECOND).map(({ window }) => window);
        const events = windows.flatMap(({ runs: parts }) =>
          parts.flatMap(({ tokens, context }) => tokens.slice(context)),
        );
        expect(events).toEqual(told.flat());
        for (const window of windows) expect(window.events).toBeLessThanOrEqual(WINDOW_RULES.syscalls.events);
      }),
      { numRuns: 50 },
    );
  });

  test('streams are bounded: further services share one', () => {
    const track = new ChannelTrack('syscalls');
    for (let number = 0; number < 500; number++)
      track.addRun({ service: `service-${number}`, thread: 't', tid: number }, [1], NOON, false, NOON);
    expect(track.streams.size).toBeLessThanOrEqual(25);
  });

  test('what further services share is found again after a restart, and takes nobody else in', () => {
    const track = new ChannelTrack('syscalls');
    const others = track.streamOf('(others)', '');
    const own = Array.from({ length: 24 }, (_, number) => track.streamOf(`service-${number}`, 't'));
    expect(own).not.toContain(others);
    expect(track.streamOf('one more', 't')).toBe(others);
    expect(track.streamOf('(others)', '')).toBe(others);
    expect(track.streams.size).toBe(25);
  });
});

describe('small parts', () => {
  test('each way of calling has tokens of its own, with names', () => {
    expect(syscallWord(syscallToken('x86_64', 59))).toBe('execve');
    expect(syscallWord(syscallToken('i386', 11))).toBe('execve (32 bit)');
    expect(syscallWord(syscallToken('aarch64', 221))).toBe('execve');
    expect([syscallToken('x86_64', -1), syscallToken('x86_64', 9999)]).toEqual([0, 0]);
    fc.assert(
      fc.property(fc.constantFrom('x86_64', 'i386', 'aarch64'), fc.integer({ min: -5, max: 5000 }), (abi, number) => {
        const token = syscallToken(abi, number);
        expect(token).toBeGreaterThanOrEqual(0);
        expect(token).toBeLessThan(SYSCALL_TOKENS);
        expect(syscallWord(token)).not.toBe('');
      }),
    );
  });

  test('a vocabulary is bounded, and what never came has no token', () => {
    const words = new Vocabulary(20);
    const told = ['exec:a', 'exec:b', 'exec:c', 'exec:d', 'exec:e', 'open:f'];
    expect(told.map((word) => words.learn(word))).toEqual([1, 2, 3, 4, 4, 5]);
    expect(told.map((word) => words.knows(word))).toEqual([true, true, true, false, false, false]);
    // Once it is full the rest of a kind is one: seen, but not this very word.
    expect([words.tokenOf('exec:z'), words.tokenOf('write:z'), words.tokenOf('exec:a')]).toEqual([4, 0, 1]);
    expect([words.wordOf(2), words.wordOf(4), words.wordOf(9), words.size]).toEqual(['exec:b', 'exec:others', '', 6]);
    const other = new Vocabulary(20);
    other.restore(words.list());
    expect(other.list()).toEqual(words.list());
    expect(other.list()[3]).toEqual({ word: 'exec:others', count: 2 });
  });

  test('peers are bounded: who was met longest ago is forgotten', () => {
    const peers = new KnownPeers();
    for (let number = 0; number < 600; number++) {
      peers.learn('web', String(number));
      peers.learn('web', 'kept');
    }
    expect([peers.has('web', '1'), peers.has('web', '599'), peers.has('web', 'kept')]).toEqual([false, true, true]);
    expect(peers.list().length).toBeLessThanOrEqual(512);
  });

  test('mixtures lie between alike and nothing in common', () => {
    expect(driftBetween(toShares([['a', 3]]), toShares([['a', 9]]))).toBe(0);
    expect(driftBetween(toShares([['a', 3]]), toShares([['b', 9]]))).toBe(1);
    expect(
      driftBetween(
        toShares([
          ['a', 1],
          ['b', 1],
        ]),
        toShares([
          ['a', 3],
          ['b', 1],
        ]),
      ),
    ).toBeGreaterThan(0.01);
  });

  test('stretches of time do not overlap, whatever is told', () => {
    const told = fc.array(fc.tuple(fc.nat(5000), fc.nat(60), fc.constantFrom('learned', 'kept-out', 'incomplete')), {
      maxLength: 400,
    });
    fc.assert(
      fc.property(told, (stretches) => {
        const time = new LearnedTime();
        for (const [from, length, state] of stretches.toSorted((left, right) => left[0] - right[0]))
          time.add(from * SECOND, (from + length) * SECOND, state);
        let last = 0;
        for (const { from, to } of time.stretches) {
          expect(from).toBeGreaterThanOrEqual(last);
          expect(to).toBeGreaterThanOrEqual(from);
          last = to;
        }
        expect(time.stretches.length).toBeLessThanOrEqual(256);
      }),
    );
  });
});
