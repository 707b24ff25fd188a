import type { Alert } from '../../shared/contract/subject.ts';

/** An alert for tests: a VM at a minute, naming peers. */
export function alertAt(id: string, subject: string, minute: number, part: Partial<Alert> = {}): Alert {
  return {
    id,
    subject,
    subjectName: `vm-${subject}`,
    type: 'beacon',
    title: `Title ${id}`,
    why: `Why ${id}.`,
    technique: { id: 'T1071.001', name: 'Web Protocols', tactic: 'Command and Control' },
    otherTechniques: [],
    score: 0.8,
    peers: [],
    firstSeen: minute * 60e6,
    lastSeen: minute * 60e6 + 1e6,
    flows: [],
    flowCount: 1,
    filter: '',
    ...part,
  };
}
