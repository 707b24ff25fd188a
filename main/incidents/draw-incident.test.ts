import { describe, expect, it } from 'vitest';
import type { Incident } from '../../shared/contract/incidents.ts';
import type { Alert } from '../../shared/contract/subject.ts';
import { shippedSettings } from '../detection/synthetic.test-support.ts';
import { drawIncident, type StoryFacts } from './draw-incident.ts';
import { alertAt } from './make-alert.test-support.ts';
import { noteWork, type WorkedStory } from './worked-story.ts';

const { thresholds } = shippedSettings();
const facts: StoryFacts = {
  thresholds,
  rowOf: (id) => ({ id, name: `vm-${id}`, risk: 0.4, sensitivity: 'internal' }),
  ownerOf: (peer) => /^10\.0\.0\.(\w+)$/.exec(peer)?.[1],
  notes: 0,
};
const draw = (alerts: Alert[], worked?: WorkedStory): Incident => {
  const drawn = drawIncident({ id: 'inc-1', alerts, ties: [], merged: [] }, worked, facts);
  if (drawn === null) throw new Error('Nothing was drawn.');
  return drawn;
};
const answered = { by: 'feedback', id: 'f', share: 0.05, why: 'mr' } as const;

describe('an incident', () => {
  const story = [
    alertAt('entry', 'a', 10, { title: 'Upload form', peers: ['203.0.113.7'], score: 0.9 }),
    alertAt('step', 'a', 20, { title: 'SSH to vm-b', peers: ['10.0.0.b', '10.0.0.c'], score: 0.7 }),
    alertAt('reached', 'b', 25, { title: 'Reads credentials', score: 0.8 }),
  ];
  it('says in two sentences where it began, whom it reached and whom it did not', () => {
    expect(draw(story).summary).toBe(
      'Began on vm-a at 00:10:00 UTC: Why entry. It reached vm-b at 00:25:00; vm-c was named and told nothing.',
    );
    expect(draw(story).title).toBe('Upload form, then reads credentials');
  });
  it('lists its VMs in order of reach, those that were only named last', () => {
    expect(draw(story).vms.map(({ id, since, alerts }) => [id, since, alerts])).toEqual([
      ['a', 600e6, 2],
      ['b', 1500e6, 1],
      ['c', null, 0],
    ]);
  });
  it('of one VM names whom it talked with, the strongest first, and nobody it only swept over', () => {
    const sweep = Array.from({ length: 30 }, (_, at) => `198.51.100.${at}`);
    const alerts = [
      alertAt('sweep', 'a', 1, { peers: sweep, score: 0.95 }),
      alertAt('call', 'a', 2, { peers: ['203.0.113.9'], score: 0.5 }),
      alertAt('loud', 'a', 3, { peers: ['203.0.113.7'], score: 0.9 }),
    ];
    expect(draw(alerts).summary).toMatch(/All 3 alerts are of this VM, with 203\.0\.113\.7, 203\.0\.113\.9\.$/);
  });
  it('is a single alert where there is one that is not grave', () => {
    expect(draw([alertAt('x', 'a', 0, { score: 0.3 })]).single).toBe(true);
    expect(draw([alertAt('x', 'a', 0, { score: 0.95 })]).single).toBe(false);
    expect(draw(story.map((alert) => ({ ...alert, score: 0.1 }))).single).toBe(false);
  });
  it('has the risk of its alerts as they count now, and what it was taken for', () => {
    const lowered = draw(story.map((alert) => ({ ...alert, answered })));
    expect(lowered.worst).toBe(draw(story).risk);
    expect(lowered.risk).toBeLessThan(0.2);
  });
});

describe('a closed incident', () => {
  const alerts = [alertAt('1', 'a', 0), alertAt('2', 'a', 5)];
  const closed = (outcome: WorkedStory['outcome']): WorkedStory => ({
    ...noteWork(undefined, 'inc-1', alerts),
    state: 'closed',
    outcome,
    closed: { alerts: ['1', '2'], until: 5 * 60e6 + 1e6 },
  });
  it.each<[string, WorkedStory['outcome'], Alert[], number]>([
    ['nothing new', 'resolved', alerts, 0],
    ['another alert', 'resolved', [...alerts, alertAt('3', 'a', 9)], 1],
    ['another alert, answered', 'expected', [...alerts, alertAt('3', 'a', 9, { answered })], 0],
    ['one that went on a little', 'resolved', [alertAt('1', 'a', 0, { lastSeen: 12 * 60e6 })], 0],
    ['one that goes on', 'resolved', [alertAt('1', 'a', 0, { lastSeen: 60 * 60e6 })], 1],
    ['one that goes on and was expected', 'expected', [alertAt('1', 'a', 0, { lastSeen: 60 * 60e6 })], 0],
  ])('after %s, closed as %s', (_, outcome, now, since) => {
    expect(draw(now, closed(outcome))).toMatchObject({ state: since > 0 ? 'new' : 'closed', outcome, since });
  });
});

it('what is kept of an incident is bounded, and remembers when it began', () => {
  const many = Array.from({ length: 5100 }, (_, at) =>
    alertAt(`${at}`, 'a', at, { flows: Array.from({ length: 51 }, (__, id) => id) }),
  );
  const kept = noteWork(undefined, 'inc-1', many);
  expect([kept.members.length, kept.snapshot.length, kept.snapshot[0]?.flows.length]).toEqual([5000, 60, 50]);
  expect(kept.since).toBe(0);
  expect(noteWork({ ...kept, since: 7 }, 'inc-1', many.slice(5)).since).toBe(7);
  expect(noteWork(kept, 'inc-1', [])).toBe(kept);
});
