import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Feedback, SuppressionScope } from '../../shared/contract/incidents.ts';
import type { Alert } from '../../shared/contract/subject.ts';
import { answerAlerts, type KeptSuppression } from './answer-alerts.ts';
import { fitsScope, refuseScope } from './fits-scope.ts';
import { alertAt } from './make-alert.test-support.ts';

const any: SuppressionScope = { type: '', technique: '', subject: '', role: '', peer: '' };
const alert = alertAt('1', 'a', 0, { peers: ['203.0.113.7', '203.0.113.9'] });

it.each<[string, Partial<SuppressionScope>, boolean]>([
  ['its type', { type: 'beacon' }, true],
  ['another type', { type: 'upload' }, false],
  ['its technique', { technique: 'T1071.001' }, true],
  ['the technique above', { technique: 'T1071' }, true],
  ['a technique whose number begins alike', { technique: 'T107' }, false],
  ['its VM', { subject: 'a' }, true],
  ['another VM', { subject: 'b' }, false],
  ['its role, in any case', { role: 'WEB' }, true],
  ['another role', { role: 'db' }, false],
  ['a network of all its peers', { peer: '203.0.113.0/24' }, true],
  ['one of its peers alone', { peer: '203.0.113.7' }, false],
  ['all of it but one', { type: 'beacon', subject: 'b' }, false],
])('a scope of %s', (_, scope, fits) => {
  expect(fitsScope({ ...any, ...scope }, alert, 'web')).toBe(fits);
});

it('a peer that is a name fits in any case; an alert without peers fits no peer', () => {
  expect(fitsScope({ ...any, peer: 'C2.example' }, { ...alert, peers: ['c2.Example'] }, '')).toBe(true);
  expect(fitsScope({ ...any, peer: '203.0.113.0/24' }, { ...alert, peers: [] }, '')).toBe(false);
});

it('what a scope fits it fits all the more when it names less', () => {
  const text = fc.constantFrom('', 'beacon', 'a', 'b', 'T1071', 'web', '203.0.113.0/24');
  const scopes = fc.record({ type: text, technique: text, subject: text, role: text, peer: text });
  fc.assert(
    fc.property(scopes, fc.constantFrom('type', 'technique', 'subject', 'role', 'peer'), (scope, dropped) => {
      if (fitsScope(scope, alert, 'web')) expect(fitsScope({ ...scope, [dropped]: '' }, alert, 'web')).toBe(true);
    }),
  );
});

it.each([
  [any, /kind of alert/],
  [{ ...any, subject: 'a', peer: '203.0.113.7' }, /kind of alert/],
  [{ ...any, type: 'beacon' }, /a VM, a role or a peer/],
  [{ ...any, type: 'beacon', peer: '203.0.113.7/99' }, /no network/],
  [{ ...any, technique: 'T1071', role: 'web' }, /^$/],
])('a scope that would hold back everything is refused: %j', (scope, why) => {
  expect(refuseScope(scope)).toMatch(why);
});

describe('answers', () => {
  const suppression: KeptSuppression = {
    id: 's1',
    scope: { ...any, type: 'beacon', role: 'web' },
    subjectName: '',
    why: 'load test',
    who: 'mr',
    from: 0,
    until: 1000,
    endedAt: null,
    endedBy: '',
    held: 0,
  };
  const feedback: Feedback = {
    id: 'f1',
    incident: 'inc-1',
    outcome: 'false-positive',
    who: 'tk',
    at: 0,
    share: 0.1,
    signals: [{ alert: '1', subject: 'a', subjectName: 'vm-a', type: 'beacon', title: 'Beacon', peers: alert.peers }],
    undoneAt: null,
    undoneBy: '',
  };
  const ask = (of: Partial<Alert>, now = 500, told: Parameters<typeof answerAlerts>[0] | null = null): unknown =>
    answerAlerts(
      told ?? { suppressions: [suppression], feedback: [feedback] },
      (id) => (id === 'w' ? 'web' : ''),
      now,
    ).of({ ...alert, ...of }, '')?.by;

  it('hold back until the end, and no longer', () => {
    expect(ask({ subject: 'w' })).toBe('suppression');
    expect(ask({ subject: 'w' }, 1000)).toBeUndefined();
    const ended = { suppressions: [{ ...suppression, endedAt: 10 }], feedback: [] };
    expect(ask({ subject: 'w' }, 500, ended)).toBeUndefined();
  });

  it('believe what was learned on the same VM with the same peers only', () => {
    expect(ask({ id: 'new', peers: ['203.0.113.9'] })).toBe('feedback');
    expect(ask({ id: 'new', peers: ['203.0.113.9', '198.51.100.1'] })).toBeUndefined();
    expect(ask({ id: 'new', peers: [] })).toBeUndefined();
    expect(ask({ id: '1', peers: [] })).toBe('feedback');
    expect(ask({ subject: 'b' })).toBeUndefined();
    expect(ask({ type: 'upload' })).toBeUndefined();
    expect(ask({}, 500, { suppressions: [], feedback: [{ ...feedback, undoneAt: 5 }] })).toBeUndefined();
  });

  it('say who, and until when; their version changes with what is in force', () => {
    const told = { suppressions: [suppression], feedback: [feedback] };
    const before = answerAlerts(told, () => 'web', 999);
    expect(before.of(alert, '')).toEqual({
      by: 'suppression',
      id: 's1',
      share: 0,
      why: 'mr holds it back until 1970-01-01 00:00 UTC: load test. It counts nothing until then.',
    });
    const after = answerAlerts(told, () => 'web', 1000);
    expect(after.version).not.toBe(before.version);
    expect(after.of(alert, '')?.why).toMatch(/^tk closed it as a false positive on .* it counts 10 % until/);
  });
});
