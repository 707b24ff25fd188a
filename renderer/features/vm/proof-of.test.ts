import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../shared/filter/parse-filter.ts';
import { makeAlert } from '../../data/make-row.test-support.ts';
import { filterForAddress } from './flow-filters.ts';
import { proofOf } from './proof-of.ts';

describe('proof of an alert', () => {
  it('is its flows', () => expect(proofOf(makeAlert({ id: 'x', flowCount: 3 }))).toEqual({ tab: 'flows', alert: 'x' }));
  it('is the host events of its time where it has no flows', () => {
    expect(proofOf(makeAlert({ flowCount: 0, firstSeen: 5e6, lastSeen: 6e6 }))).toEqual({
      tab: 'events',
      from: 4_500_000,
      to: 6_500_000,
    });
  });
  it('is the windows of the twin where that raised it', () => {
    expect(proofOf(makeAlert({ type: 'twin-departure', flowCount: 0, firstSeen: 5e6, lastSeen: 6e6 }))).toEqual({
      tab: 'twin',
      from: 4_500_000,
      to: 6_500_000,
    });
  });
});

describe('filter for a peer', () => {
  it.each([
    ['10.0.0.5', 'ip:10.0.0.5'],
    ['fe80::1', 'ip:fe80::1'],
    ['cdn.example.net', 'name:cdn.example.net'],
    ['odd name', 'name:"odd name"'],
  ])('%s is %s, and can be read', (address, filter) => {
    expect(filterForAddress(address)).toBe(filter);
    expect(parseFilter(filter)).toMatchObject({
      error: null,
      filter: { kind: filter.startsWith('ip') ? 'address' : 'text', value: address },
    });
  });
});
