import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PacketField } from '../../../shared/contract/flow.ts';
import { findFieldAt, getField, listAncestors, listFieldRows, openAtFirst } from './field-tree.ts';

const field = (label: string, offset: number, length: number, children: PacketField[] = []): PacketField => ({
  label,
  value: '',
  offset,
  length,
  children,
});

const layers = [
  field('Frame', 0, 60),
  field('Ethernet', 0, 14, [field('Destination', 0, 6), field('Source', 6, 6), field('Type', 12, 2)]),
  field('TLS', 14, 46, [field('Hello', 19, 40, [field('Server name', 30, 8)]), field('JA4', 0, 0)]),
];

describe('field tree', () => {
  it('lists layers, and their fields once unfolded', () => {
    expect(listFieldRows(layers, new Set(), 60).map((row) => row.label)).toEqual(['Frame', 'Ethernet', 'TLS']);
    const rows = listFieldRows(layers, new Set(['2', '2.0']), 60);
    expect(rows.map((row) => `${row.depth} ${row.label}`)).toEqual([
      '0 Frame',
      '0 Ethernet',
      '0 TLS',
      '1 Hello',
      '2 Server name',
      '1 JA4',
    ]);
    expect(rows[4]).toMatchObject({ path: '2.0.0', parent: '2.0', range: { start: 30, end: 38 } });
    expect(rows[5]?.range).toBeNull();
  });

  it('finds the innermost field of a byte, and none past the frame', () => {
    expect(findFieldAt(layers, 31, 60)).toBe('2.0.0');
    expect(findFieldAt(layers, 20, 60)).toBe('2.0');
    expect(findFieldAt(layers, 7, 60)).toBe('1.1');
    expect(findFieldAt(layers, 60, 60)).toBeNull();
  });

  it('unfolds the innermost layer that has fields', () => {
    expect([...openAtFirst(layers)]).toEqual(['2']);
    expect([...openAtFirst([...layers, field('Payload', 50, 10)])]).toEqual(['2']);
    expect(openAtFirst([]).size).toBe(0);
  });

  it('answers both ways: the field found at a byte claims that byte and can be made visible', () => {
    const shape = (children: fc.Arbitrary<PacketField[]>): fc.Arbitrary<PacketField> =>
      fc.record({
        label: fc.string(),
        value: fc.string(),
        offset: fc.integer({ min: -5, max: 80 }),
        length: fc.integer({ min: -5, max: 80 }),
        children,
      });
    let tree = shape(fc.constant([]));
    for (let depth = 0; depth < 3; depth++) tree = shape(fc.array(tree, { maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 4 }), fc.nat(70), (layers, index) => {
        const path = findFieldAt(layers, index, 64);
        if (path === null) return;
        const found = getField(layers, path);
        expect(found).not.toBeNull();
        expect((found?.offset ?? 0) <= index && index < (found?.offset ?? 0) + (found?.length ?? 0)).toBe(true);
        expect(listFieldRows(layers, new Set(listAncestors(path)), 64).some((row) => row.path === path)).toBe(true);
      }),
    );
  });
});
