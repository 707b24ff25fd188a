import { describe, expect, it } from 'vitest';
import { makeHost, makeLive } from '../../data/make-host.test-support.ts';
import { thin } from '../../ui/thin-space.ts';
import { hostsOf, isStale, listLiveEntries } from './live-words.ts';

const now = Date.parse('2026-11-19T14:02:11Z') * 1000;
const say = (...asked: Parameters<typeof listLiveEntries>): string[] =>
  listLiveEntries(...asked).map(({ before, value, after, fine }) =>
    `${fine ? '' : '! '}${before} ${value}${after}`.replaceAll(thin, ' '),
  );
const hvA = makeHost({ capture: { state: 'on', taps: 4, packets: 10, dropped: 0, failure: null } });
const hvB = makeHost({ id: 'b', name: 'hv-b', state: 'down' });

describe('the honesty bar of a live session', () => {
  it('tells tick, answers, hosts and loss where all is fine', () => {
    expect(say(makeLive({ lastTick: now - 400_000, loss: 0.0002 }), [hvA], now)).toEqual([
      'Tick 1.0 s, last one 0.4 s ago',
      'VMs answered 11 of 11',
      'Hosts 1 up of 1',
      'Capture loss 0.02 %',
    ]);
  });
  it('marks what is not', () => {
    const live = makeLive({ hosts: ['hv-a', 'b'], lastTick: now - 14e6, answered: 11, running: 21, loss: 0.12 });
    expect(say(live, [hvA, hvB], now)).toEqual([
      '! No tick since 14:01:57, 14 s',
      '! VMs answered 11 of 21',
      '! Hosts 1 up of 2',
      '! Capture loss 12 %',
    ]);
  });
  it('misses no host that was paused', () => {
    const lab = makeHost({ name: 'lab', state: 'paused' });
    const live = makeLive({ hosts: ['hv-a', 'lab'], lastTick: now });
    expect(say(live, [hvA, lab], now)[2]).toBe('Hosts 1 up of 1, 1 paused');
    expect(say(makeLive({ hosts: ['lab'], lastTick: now - 60e6, answered: 0 }), [lab], now)).toEqual([
      'Nothing is watched, its host is paused',
    ]);
  });
  it('says what it does not know', () => {
    expect(say(makeLive({ answered: 0, running: 0 }), [makeHost({})], now)).toEqual([
      '! Tick none yet',
      'Hosts 1 up of 1',
      'Capture off',
    ]);
  });
  it('tells the play head of a replay, and no age', () => {
    const replay = { from: now - 60e6, to: now, at: now - 30e6, speed: 10 };
    expect(say(makeLive({ kind: 'replay', replay, lastTick: 5 }), [], now)[0]).toBe('Replay at 14:01:41, 10×');
    expect(say(makeLive({ kind: 'replay', replay: { ...replay, speed: 0 } }), [], now)[0]).toBe(
      'Replay at 14:01:41, paused',
    );
    expect(isStale(makeLive({ kind: 'replay', replay, lastTick: 5 }), [], now)).toBe(false);
  });
  it('is stale after two ticks, and never within 2 s', () => {
    const slow = makeHost({ every: { interfaces: 5000, cpu: 5000, disks: 30_000 } });
    expect(isStale(makeLive({ lastTick: now - 1.9e6 }), [hvA], now)).toBe(false);
    expect(isStale(makeLive({ lastTick: now - 2.1e6 }), [hvA], now)).toBe(true);
    expect(isStale(makeLive({ lastTick: now - 9e6 }), [slow], now)).toBe(false);
    expect(isStale(makeLive({ lastTick: null }), [hvA], now)).toBe(false);
  });
  it('knows hosts by id or name', () => {
    expect(hostsOf(makeLive({ hosts: ['b', 'hv-a', 'gone'] }), [hvA, hvB]).map(({ name }) => name)).toEqual([
      'hv-b',
      'hv-a',
    ]);
  });
});
