import type { Incident } from '../../shared/contract/incidents.ts';
import type { Alert, SubjectRow } from '../../shared/contract/subject.ts';

/** A row of the fleet for tests: an idle host, with what a test cares for. */
export function makeRow(part: Partial<SubjectRow>): SubjectRow {
  return {
    id: 'a',
    name: 'host-a',
    addresses: ['10.0.0.1'],
    macs: [],
    names: [],
    network: '10.0.0.0/24',
    risk: 0.1,
    verdict: 'benign',
    personas: [{ label: 'Idle', family: 'idle', hostile: false, probability: 1 }],
    completeness: 1,
    incompleteReason: '',
    role: '',
    roleSource: 'unknown',
    sensitivity: 'undeclared',
    spark: [],
    sparkAlert: null,
    lastAlert: null,
    alerts: 0,
    flows: 0,
    peers: 0,
    bytesOut: 0,
    bytesIn: 0,
    firstSeen: 0,
    lastSeen: 0,
    ...part,
  };
}

/** An alert for tests. */
export function makeAlert(part: Partial<Alert>): Alert {
  return {
    id: 'alert-1',
    subject: 'a',
    subjectName: 'host-a',
    type: 'beacon',
    title: 'Beacon',
    why: '21 calls',
    technique: { id: 'T1071.001', name: 'Web Protocols', tactic: 'Command and Control' },
    otherTechniques: [],
    score: 0.8,
    peers: [],
    firstSeen: 1e6,
    lastSeen: 2e6,
    flows: [],
    flowCount: 1,
    filter: '',
    ...part,
  };
}

/** An incident for tests. */
export function makeIncident(part: Partial<Incident>): Incident {
  return {
    id: 'inc-1',
    single: false,
    subject: 'a',
    subjectName: 'host-a',
    title: 'Beacon',
    summary: '',
    risk: 0.8,
    worst: 0.8,
    state: 'new',
    outcome: null,
    since: 0,
    assignee: '',
    vms: [],
    alerts: [],
    ties: [],
    firstSeen: 1e6,
    lastSeen: 2e6,
    peers: [],
    heldBack: 0,
    gone: false,
    merged: [],
    splitFrom: null,
    notes: 0,
    ...part,
  };
}
