import { describe, expect, it } from 'vitest';
import { makeAgent, makeSeries, makeWindow, sampleFrom } from './make-twin.test-support.ts';
import { formatSeconds, formatSince, tellAgent, tellSeries, tellStep, tellWindows, toClause } from './twin-words.ts';

/** Thin spaces as plain ones, so that a table of words stays readable. */
const plain = (text: string): string => text.replaceAll('\u2005', ' ');
const at = (text: string): number => Date.parse(text) * 1000;

describe('words of a twin', () => {
  it.each([
    [0, '0 s'],
    [41.4, '41 s'],
    [60, '1 min'],
    [8040, '2 h 14 min'],
    [7200, '2 h'],
    [47.5 * 3600, '47 h 30 min'],
    [23 * 86_400 + 5, '23 d'],
    [-3, '0 s'],
  ])('%d s reads %s', (seconds, words) => expect(plain(formatSeconds(seconds))).toBe(words));

  it.each([
    ['2026-11-19T06:00:00Z', 'today 06:00'],
    ['2026-11-18T23:59:00Z', '18 Nov'],
    ['2026-11-14T10:00:00Z', '14 Nov'],
  ])('%s reads %s', (time, words) => expect(formatSince(at(time), at('2026-11-19T14:02:00Z'))).toBe(words));

  it.each([
    [{}, 'agent 0.9.2, loss 0.00 %'],
    [{ loss: 0.1234, version: '' }, 'agent, loss 12.34 %'],
    [{ state: 'absent' as const }, 'no agent'],
    [{ state: 'silent' as const, lastHeard: at('2026-11-19T13:47:52Z') }, 'agent silent since 13:47:52'],
    [{ state: 'silent' as const, lastHeard: null, since: null }, 'agent silent'],
    [{ state: 'lying' as const }, 'agent contradicts the hypervisor since 11:02:00'],
  ])('an agent with %j reads %s', (part, words) => expect(plain(tellAgent(makeAgent(part)))).toBe(words));

  it.each([
    ['learn', 'watch', 'promote'],
    ['enforce', 'learn', 'demote'],
    ['watch', 'watch', ''],
  ] as const)('from %s to %s is to %s', (from, to, word) => expect(tellStep(from, to)).toBe(word));

  it.each([
    ['Its agent has told none yet.', 'its agent has told none yet'],
    ['BPF is missing', 'BPF is missing'],
    ['', ''],
  ])('%j stands in a sentence as %j', (sentence, clause) => expect(toClause(sentence)).toBe(clause));

  it('says how many windows there are and whether any was learned from', () => {
    expect(tellWindows([makeWindow()], 1, null)).toBe('1 departed, ranked by surprise, none learned from yet');
    expect(tellWindows([makeWindow(), makeWindow({ state: 'accepted' })], 40, 1)).toBe(
      '40 departed, 1 in the window of time, 1 learned from',
    );
  });

  it('says a chart in one sentence', () => {
    expect(tellSeries(makeSeries({ 151: 9.8, 152: 8.6 }), 'Syscalls', 0)).toBe(
      'Syscalls, 11:02 to 14:02, bits an event: highest 9.8 at 13:33; alarm line 4.6, crossed in 2 of 180 steps; last 2.4, predicted 2.2.',
    );
  });
  it('says that there is no alarm line while it learns, and that nothing was observed', () => {
    expect(tellSeries(makeSeries({}, { threshold: null }), 'Flows', 0)).toContain('no alarm line yet');
    expect(tellSeries(makeSeries({}, { points: [], from: sampleFrom }), 'Flows', 0)).toContain('nothing was observed');
  });
});
