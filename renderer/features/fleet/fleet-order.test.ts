import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRow } from '../../data/make-row.test-support.ts';
import { groupRows, holdOrder, sortRows } from './fleet-order.ts';

const technique = { id: 'T1046', name: 'Network Service Discovery', tactic: 'Discovery' };
const alertAt = (time: number) => ({ id: 'x', title: '', why: '', time, technique });
const rows = [
  makeRow({ id: 'none', name: 'n', risk: null }),
  makeRow({ id: 'late', name: 'b', risk: 0.5, lastAlert: alertAt(9) }),
  makeRow({ id: 'early', name: 'a', risk: 0.5, lastAlert: alertAt(5) }),
  makeRow({ id: 'worst', name: 'host-10', risk: 0.9, network: 'net-b' }),
  makeRow({ id: 'low', name: 'host-9', risk: 0.1 }),
];
const ids = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);

describe('order of the Fleet', () => {
  it('is by risk, then by last change; not scored stands last', () => {
    expect(ids(sortRows(rows, 'risk', true))).toEqual(['worst', 'late', 'early', 'low', 'none']);
  });
  it('counts numbers in names', () => {
    expect(ids(sortRows(rows, 'name', false)).slice(2, 4)).toEqual(['low', 'worst']);
  });
  it('does not depend on the order rows come in', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        expect(ids(sortRows(shuffled, 'risk', true))).toEqual(ids(sortRows(rows, 'risk', true)));
      }),
    );
  });
  it('puts rows under heads, the worst group first', () => {
    const entries = groupRows(sortRows(rows, 'risk', true), 'network');
    expect(
      entries.map((entry) => (entry.kind === 'row' ? entry.row.id : `# ${entry.group.label} ${entry.group.members}`)),
    ).toEqual(['# net-b 1', 'worst', '# 10.0.0.0/24 4', 'late', 'early', 'low', 'none']);
  });
  it('holds rows where they are while told to, and counts those that want to move', () => {
    const sorted = ['c', 'a', 'b', 'new'].map((id) => ({ id }));
    const held = holdOrder(sorted, ['a', 'b', 'c', 'gone'], ({ id }) => id);
    expect(ids(held.rows)).toEqual(['a', 'b', 'c', 'new']);
    expect(held.moved).toBe(3);
  });
});
