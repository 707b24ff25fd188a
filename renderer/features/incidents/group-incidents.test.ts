import { describe, expect, it } from 'vitest';
import { makeAlert, makeIncident } from '../../data/make-row.test-support.ts';
import { groupIncidents } from './group-incidents.ts';

const incidents = [
  makeIncident({ id: 'closed', state: 'closed', outcome: 'resolved', risk: 0.99 }),
  makeIncident({ id: 'low', risk: 0.5, subjectName: 'db-01', alerts: [makeAlert({})] }),
  makeIncident({ id: 'high', risk: 0.9, state: 'looking', subjectName: 'web-01', title: 'Exfiltration' }),
];
const told = (by: 'state' | 'vm' | 'technique', find = ''): string[] =>
  groupIncidents(incidents, by, find).map(
    ({ title, incidents: list }) => `${title}: ${list.map(({ id }) => id).join(' ')}`,
  );

describe('list of incidents', () => {
  it('has open ones first, worst risk first', () =>
    expect(told('state')).toEqual(['Open: high low', 'Closed: closed']));
  it('has single alerts and what is held back in places of their own, so that nothing hides', () => {
    const alerts = [makeAlert({})];
    const more = [
      makeIncident({ id: 'single', single: true, alerts }),
      makeIncident({ id: 'held', heldBack: 1, alerts }),
      makeIncident({ id: 'held-single', single: true, heldBack: 1, alerts }),
      makeIncident({ id: 'contained', state: 'contained', alerts }),
    ];
    const groups = groupIncidents([...incidents, ...more], 'state', '');
    expect(groups.map((group) => `${group.title}: ${group.incidents.map(({ id }) => id).join(' ')}`)).toEqual([
      'Open: high low',
      'Contained: contained',
      'Alerts in no incident: single',
      'Held back: held held-single',
      'Closed: closed',
    ]);
  });
  it('groups by VM and by the technique of the worst alert', () => {
    expect(told('vm')).toEqual(['host-a: closed', 'web-01: high', 'db-01: low']);
    expect(told('technique')).toEqual(['no technique: closed high', 'Web Protocols: low']);
  });
  it('finds words in titles, VMs and techniques', () => {
    expect(told('state', 't1071 db')).toEqual(['Open: low']);
    expect(told('state', 'nowhere')).toEqual([]);
  });
});
