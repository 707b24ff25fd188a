import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventWindow } from './event-window.ts';
import { packWindow, unpackWindow } from './packed-window.ts';

const text = fc.string({ maxLength: 20 });

test('what is learned of a window is the same after it was packed', () => {
  const happening = fc.record({ word: text, peer: text });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 64 }), text, (told, service) => {
      const happenings = told.map((one) => ({
        ...one,
        time: 7,
        service,
        thread: '',
        text: 'opens a file',
        habit: 'opens\ta file',
        amount: 1,
        severity: 0.5,
        technique: 'T1059',
        needsNoBaseline: false,
      }));
      const window: EventWindow = {
        channel: 'flows',
        service,
        thread: '',
        from: 5,
        to: 9,
        runs: [{ time: 5, tokens: [1, 2], context: 2 }],
        happenings,
        events: told.length,
        tainted: '',
      };
      const { happenings: taken, ...rest } = unpackWindow(packWindow(window));
      const { happenings: _, ...all } = window;
      expect(rest).toEqual(all);
      expect(taken.map(({ word, peer, service: of }) => ({ word, peer, of }))).toEqual(
        told.map(({ word, peer }) => ({ word, peer, of: service })),
      );
    }),
  );
});

test('a window full of what is alike takes little', () => {
  const happening = {
    time: 5e15,
    service: 'out',
    thread: '',
    word: 'to:inside:tcp:22:refused',
    text: '',
    habit: '',
    amount: 1,
    peer: '10.20.0.7',
    severity: 0,
    technique: '',
    needsNoBaseline: false,
  };
  const happenings = Array.from({ length: 64 }, () => happening);
  const packed = packWindow({
    channel: 'flows',
    service: 'out',
    thread: '',
    from: 5e15,
    to: 6e15,
    runs: [],
    happenings,
    events: 64,
    tainted: '',
  });
  expect(packed.length).toBeLessThan(500);
});
