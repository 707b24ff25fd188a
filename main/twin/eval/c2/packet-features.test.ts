import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FEATURES } from '../../models/classifier/hashed-grams.ts';
import type { LabelledPacket } from './labelled-packets.ts';
import { packetFeatures } from './packet-features.ts';

const packet = fc.record<LabelledPacket>({
  udp: fc.boolean(),
  length: fc.integer({ min: 0, max: 65_535 }),
  ends: fc.integer({ min: 0, max: 3 }),
  flags: fc.integer({ min: 0, max: 63 }),
  gaps: fc.tuple(fc.double(), fc.double(), fc.double(), fc.double(), fc.double()),
  commandAndControl: fc.boolean(),
});

test('each packet has features of length 1 that look back two packets, never ahead and never at the label', () => {
  fc.assert(
    fc.property(
      fc.array(packet, { minLength: 1, maxLength: 12 }),
      fc.array(packet, { maxLength: 3 }),
      (before, after) => {
        const alone = packetFeatures(before);
        expect(packetFeatures([...before, ...after]).slice(0, before.length)).toEqual(alone);
        const turned = before.map((one) => ({ ...one, commandAndControl: !one.commandAndControl }));
        expect(packetFeatures(turned)).toEqual(alone);
        for (const { indices, values } of alone) {
          expect(new Set(indices).size).toBe(indices.length);
          expect(indices.every((index) => index < FEATURES)).toBe(true);
          expect(values.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 9);
        }
        expect(packetFeatures(before.slice(-3)).at(-1)).toEqual(alone.at(-1));
      },
    ),
  );
});

test('what came before and how fast changes the features', () => {
  const plain: LabelledPacket = {
    udp: false,
    length: 100,
    ends: 1,
    flags: 2,
    gaps: [1, 1, 1, 1, 0],
    commandAndControl: false,
  };
  const of = (packets: LabelledPacket[]): number[] =>
    [...(packetFeatures(packets).at(-1)?.indices ?? [])].toSorted((left, right) => left - right);
  expect(of([plain, plain])).not.toEqual(of([{ ...plain, length: 900 }, plain]));
  expect(of([plain])).not.toEqual(of([{ ...plain, gaps: [60, 1, 1, 1, 0] }]));
  expect(of([plain])).not.toEqual(of([{ ...plain, udp: true }]));
});
