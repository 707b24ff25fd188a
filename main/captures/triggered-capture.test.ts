import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alert } from '../../shared/contract/subject.ts';
import { TriggeredCapture, type KeepRequest } from './triggered-capture.ts';

const START = Date.UTC(2026, 10, 26) * 1000;
const at = (seconds: number): number => START + seconds * 1e6;

function alert(firstSeen: number, lastSeen: number, parts: Partial<Alert> = {}): Alert {
  return {
    id: 'beacon:a:b',
    subject: 'a',
    subjectName: 'web',
    type: 'beacon',
    title: 'Calls out',
    why: '',
    technique: { id: 'T1071', name: '', tactic: '' },
    otherTechniques: [],
    score: 0.8,
    peers: [],
    firstSeen: at(firstSeen),
    lastSeen: at(lastSeen),
    flows: [],
    flowCount: 0,
    filter: '',
    ...parts,
  };
}

const windowOf = ({ from, to }: KeepRequest): [number, number] => [(from - START) / 1e6, (to - START) / 1e6];

describe('the minutes around an alert', () => {
  test('are kept once, when those after its last sign are over', () => {
    const trigger = new TriggeredCapture();
    expect(trigger.due([], at(900))).toEqual([]);
    const seen = [alert(1000, 1010)];
    expect(trigger.due(seen, at(1012))).toEqual([]);
    expect(trigger.waiting).toBe(1);
    expect(trigger.due(seen, at(1129))).toEqual([]);
    const [request, ...others] = trigger.due(seen, at(1130));
    expect(others).toEqual([]);
    expect(request).toMatchObject({ alert: { id: 'beacon:a:b', subjectName: 'web' } });
    expect(windowOf(request as KeepRequest)).toEqual([880, 1130]);
    expect(trigger.due(seen, at(5000))).toEqual([]);
    expect(trigger.waiting).toBe(0);
  });

  test('of one that goes on are waited for, yet not for ever, and go on where they ended', () => {
    const trigger = new TriggeredCapture();
    const kept: [number, number][] = [];
    for (let second = 1000; second <= 4000; second += 10)
      kept.push(...trigger.due([alert(1000, second)], at(second)).map(windowOf));
    kept.push(...trigger.due([alert(1000, 4000)], at(4200)).map(windowOf));
    expect(kept[0]?.[0]).toBe(880);
    expect(kept.at(-1)?.[1]).toBe(4120);
    for (const [index, [from]] of kept.entries()) expect(from).toBeLessThanOrEqual(kept[index - 1]?.[1] ?? from);
    for (const [from, to] of kept) expect(to - from).toBeLessThanOrEqual(1500);
  });

  test('are kept though the alert is told no more', () => {
    const trigger = new TriggeredCapture();
    trigger.due([alert(1000, 1010)], at(1012));
    expect(trigger.due([], at(1200))).toHaveLength(1);
  });

  test.each<[string, Alert]>([
    ['a weak one', alert(1000, 1010, { score: 0.49 })],
    ['one that was over before the watch began', alert(100, 700)],
  ])('%s: are not', (_name, one) => {
    const trigger = new TriggeredCapture();
    for (let second = 1000; second < 3000; second += 100) expect(trigger.due([one], at(second))).toEqual([]);
    expect(trigger.waiting).toBe(0);
  });

  test('of one that was just seen when the watch went on are', () => {
    const trigger = new TriggeredCapture();
    expect(trigger.due([alert(900, 950)], at(1000))).toEqual([]);
    expect(trigger.due([], at(1080))).toHaveLength(1);
  });

  test('whatever comes and goes, all strong alerts are kept whole, and none is kept in pieces that overlap much', () => {
    const looksArb = fc.array(
      fc.record({
        step: fc.integer({ min: 1, max: 90 }),
        live: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 80 },
    );
    fc.assert(
      fc.property(looksArb, (looks) => {
        const trigger = new TriggeredCapture();
        const spans = new Map<string, { first: number; last: number }>();
        const kept: KeepRequest[] = [];
        let now = 1000;
        for (const { step, live } of looks) {
          now += step;
          for (const [index, is] of live.entries()) {
            const id = `alert-${index}`;
            if (is) spans.set(id, { first: spans.get(id)?.first ?? now, last: now });
          }
          const alerts = [...spans].map(([id, { first, last }]) => alert(first, last, { id }));
          kept.push(...trigger.due(alerts, at(now)));
        }
        kept.push(...trigger.due([], at(now + 200)));
        expect(trigger.waiting).toBe(0);
        for (const [id, { first, last }] of spans) {
          const own = kept.filter((request) => request.alert.id === id).map(windowOf);
          expect(own[0]?.[0]).toBeLessThanOrEqual(first - 119);
          expect(own.at(-1)?.[1]).toBeGreaterThanOrEqual(last);
        }
      }),
      { numRuns: 100 },
    );
  });
});
