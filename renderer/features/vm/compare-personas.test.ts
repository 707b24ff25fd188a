import { describe, expect, it } from 'vitest';
import type { PersonaShare, SubjectDetail } from '../../../shared/contract/subject.ts';
import { makeAlert, makeRow } from '../../data/make-row.test-support.ts';
import { comparePersonas, tellChange } from './compare-personas.ts';

const share = (label: string, probability: number): PersonaShare => ({
  label,
  family: 'web',
  hostile: false,
  probability,
});
const at = (clock: string): number => Date.parse(`2026-11-19T${clock}Z`) * 1000;

describe('persona against its baseline', () => {
  it('stands side by side, likeliest now first, with what is gone', () => {
    expect(
      comparePersonas([share('Web', 0.5), share('Beaconing', 0.5)], [share('Web', 0.9), share('Idle', 0.1)]).map(
        ({ share: { label }, now, baseline }) => [label, now, baseline],
      ),
    ).toEqual([
      ['Web', 0.5, 0.9],
      ['Beaconing', 0.5, 0],
      ['Idle', 0, 0.1],
    ]);
  });
  it('has no baseline figures where there is none', () => {
    expect(comparePersonas([share('Web', 1)], null)[0]?.baseline).toBeNull();
  });
});

describe('the sentence on a change', () => {
  const detail = (now: PersonaShare[], baseline: PersonaShare[] | null): SubjectDetail =>
    ({
      row: makeRow({ personas: now }),
      baseline,
      alerts: [
        makeAlert({ title: 'Runs a shell', firstSeen: at('13:41:00') }),
        makeAlert({ title: 'SSH login', firstSeen: at('13:39:07') }),
      ],
      peers: [{ address: '203.0.113.77', isNew: true, alerts: 1 }],
    }) as unknown as SubjectDetail;
  it('names since when and what, in facts', () => {
    expect(tellChange(detail([share('Web', 0.5), share('Beaconing', 0.5)], [share('Web', 1)]))).toBe(
      'Not itself since 13:39: new peer 203.0.113.77, SSH login, runs a shell.',
    );
  });
  it('is silent where the persona is what it was, or nothing is known', () => {
    expect(tellChange(detail([share('Web', 0.95), share('Idle', 0.05)], [share('Web', 1)]))).toBe('');
    expect(tellChange(detail([share('Web', 0.5)], null))).toBe('');
  });
});
