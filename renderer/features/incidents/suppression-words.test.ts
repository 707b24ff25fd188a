import { describe, expect, it } from 'vitest';
import type { Suppression } from '../../../shared/contract/incidents.ts';
import { makeAlert, makeIncident } from '../../data/make-row.test-support.ts';
import { scopeOf, tellEnd, tellWhat, tellWhere, touching } from './suppression-words.ts';

const any = { type: '', technique: '', subject: '', role: '', peer: '' };
const suppression: Suppression = {
  id: 's',
  scope: { ...any, type: 'vertical-scan', subject: 'a', peer: '10.0.0.0/8' },
  subjectName: 'scanner',
  why: 'ours',
  who: 'mr',
  from: 0,
  until: Date.UTC(2026, 10, 26, 13, 30),
  endedAt: null,
  endedBy: '',
  inForce: true,
  held: 1,
  alerts: [{ id: 'alert-1', title: '', subject: 'a', subjectName: '', score: 1 }],
};

describe('words of suppressions', () => {
  it('say what, where and until when', () => {
    expect(tellWhat(suppression.scope)).toBe('Vertical scan');
    expect(tellWhat({ ...any, technique: 'T1046' })).toBe('T1046');
    expect(tellWhere(suppression)).toBe('only scanner, with 10.0.0.0/8');
    expect(tellWhere({ scope: { ...any, role: 'web' }, subjectName: '' })).toBe('role web');
    expect(tellEnd(suppression)).toBe('ends 26 Nov 13:30');
    expect(tellEnd({ ...suppression, inForce: false, endedAt: Date.UTC(2026, 10, 20, 8) })).toBe('ended 20 Nov 08:00');
  });
  it('begin with the narrowest scope of an alert', () => {
    expect(scopeOf(makeAlert({ peers: ['203.0.113.7'] }))).toEqual({
      ...any,
      type: 'beacon',
      subject: 'a',
      peer: '203.0.113.7',
    });
    expect(scopeOf(makeAlert({ peers: ['203.0.113.7', '203.0.113.8'] }))).toMatchObject({ peer: '' });
  });
  it('are told at the incidents they touch', () => {
    expect(touching([suppression], makeIncident({ alerts: [makeAlert({})] }))).toHaveLength(1);
    expect(touching([suppression], makeIncident({ alerts: [makeAlert({ id: 'other' })] }))).toEqual([]);
  });
});
