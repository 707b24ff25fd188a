import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameReader, maxFrameBytes, packFrame } from './frames.ts';

test('frames arrive whole however the pipe cuts them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.uint8Array({ maxLength: 300 })), { maxLength: 20 }),
      fc.integer({ min: 1, max: 97 }),
      (frames, step) => {
        const bytes = Buffer.concat(frames.map(([kind, payload]) => packFrame(kind, payload)));
        const seen: [number, Uint8Array][] = [];
        const reader = new FrameReader((kind, payload) => seen.push([kind, Uint8Array.from(payload)]));
        for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step));
        expect(seen).toEqual(frames);
      },
    ),
  );
});

test('a frame that is not ours is refused', () => {
  const tooLong = packFrame(0, new Uint8Array(0));
  new DataView(tooLong.buffer).setUint32(1, maxFrameBytes + 1, true);
  expect(() => new FrameReader(() => {}).push(tooLong)).toThrow(RangeError);
  expect(() => new FrameReader(() => {}).push(packFrame(7, new Uint8Array(1)))).toThrow(RangeError);
});
