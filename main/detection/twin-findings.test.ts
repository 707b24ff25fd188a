import { describe, expect, test } from 'vitest';
import { uuidOf, vmFacts } from '../hosts/vm-facts.test-support.ts';
import type { Finding } from '../telemetry/finding.ts';
import type { SubjectAssessment } from './assessment.ts';
import { Judge } from './judge.ts';
import { NOON, shippedSettings } from './synthetic.test-support.ts';
import { TwinFindings } from './twin-findings.ts';

const settings = shippedSettings();

const finding = (parts: Partial<Finding> = {}): Finding => ({
  id: 'one',
  uuid: uuidOf(1),
  channel: 'processes',
  from: NOON,
  to: NOON + 2e6,
  pValue: 0.002,
  bits: 12,
  score: 0.93,
  title: 'A shell of nginx takes its commands from a socket',
  why: 'Never learned.',
  techniques: ['T1059.004'],
  service: 'nginx',
  thread: 'sh',
  ...parts,
});

function subjectAfter(...findings: Finding[]): SubjectAssessment | undefined {
  const judge = new Judge(settings);
  judge.observe({ kind: 'machine', facts: vmFacts(1), time: NOON });
  judge.assess();
  for (const one of findings) judge.observe({ kind: 'finding', finding: one });
  return judge.assess().subjects[0];
}

describe('what a twin found', () => {
  test('is an alert of its VM; a grave one alone makes it malicious', () => {
    const subject = subjectAfter(finding());
    expect(subject?.alerts).toMatchObject([
      { type: 'twin-departure', technique: { id: 'T1059.004', tactic: 'Execution' }, score: 0.93, firstSeen: NOON },
    ]);
    expect(subject?.risk).toBeGreaterThan(0.9);
  });

  test('weak ones stay under suspicion, even two of them', () => {
    expect(subjectAfter(finding({ score: 0.34 }), finding({ id: 'two', score: 0.34 }))?.risk).toBeLessThan(0.5);
    expect(subjectAfter(finding({ score: 0.34 }))?.verdict).toBe('benign');
  });

  test('is one alert while it grows, and none once it was accepted', () => {
    expect(subjectAfter(finding({ score: 0.5 }), finding({ to: NOON + 60e6 }))?.alerts).toMatchObject([
      { score: 0.93, lastSeen: NOON + 60e6 },
    ]);
    const quiet = subjectAfter(finding(), finding({ score: 0 }));
    expect(quiet?.alerts).toEqual([]);
  });

  test('is bounded: the weakest give way', () => {
    const findings = new TwinFindings();
    for (let at = 1; at <= 200; at++) findings.take(finding({ id: String(at), score: at / 300 }));
    const drafts = findings.assess(uuidOf(1));
    expect(drafts).toHaveLength(64);
    expect(Math.min(...drafts.map(({ score }) => score))).toBeGreaterThan(0.4);
    findings.forget(uuidOf(1));
    expect(findings.assess(uuidOf(1))).toEqual([]);
  });
});
