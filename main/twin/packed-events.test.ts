import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SurprisingEvent } from '../telemetry/finding.ts';
import { packEvents, unpackEvents } from './packed-events.ts';

const text = fc.string({ maxLength: 30, unit: 'binary' });
const event: fc.Arbitrary<SurprisingEvent> = fc.record({
  time: fc.integer({ min: 0, max: 2e15 }),
  text,
  bits: fc.integer({ min: 0, max: 64_000 }).map((bits) => bits / 1000),
  expected: fc.array(fc.record({ text, probability: fc.integer({ min: 0, max: 1e5 }).map((share) => share / 1e5) }), {
    maxLength: 3,
  }),
  never: fc.boolean(),
});

test('what is told of events is the same after they were packed', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 16 }), (events) => {
      expect(unpackEvents(packEvents(events))).toEqual(events);
    }),
  );
});

test('finer than a thousandth of a bit nothing is kept', () => {
  const [told] = unpackEvents(packEvents([{ time: 7, text: 'ptrace', bits: 12.345678, expected: [], never: true }]));
  expect(told?.bits).toBe(12.346);
});

test('events that are much alike take little', () => {
  const expected = [
    { text: 'read', probability: 0.81234567 },
    { text: 'write', probability: 0.1 },
    { text: 'futex', probability: 0.05 },
  ];
  const events = Array.from({ length: 16 }, (_, at) => ({
    time: 1.7957e15 + at,
    text: 'ptrace',
    bits: 11.987654321,
    expected,
    never: true,
  }));
  expect(packEvents(events).length).toBeLessThan(500);
});
