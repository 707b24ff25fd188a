import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameKind, FrameReader, maxFrameBytes, packFrame } from './frames.ts';

/** What is told: JSON frame by frame, of the wire the bytes between two of them. */
function join(frames: readonly [number, Uint8Array][]): [number, string][] {
  const told: [number, string][] = [];
  for (const [kind, payload] of frames) {
    const text = Buffer.from(payload).toString('hex');
    const last = told.at(-1);
    if (kind === frameKind.wire && last?.[0] === frameKind.wire) last[1] += text;
    else if (kind !== frameKind.wire || text !== '') told.push([kind, text]);
  }
  return told;
}

test('frames arrive in order however the pipe cuts them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.uint8Array({ maxLength: 300 })), { maxLength: 20 }),
      fc.integer({ min: 1, max: 97 }),
      (frames, step) => {
        const bytes = Buffer.concat(frames.map(([kind, payload]) => packFrame(kind, payload)));
        const told = join(frames);
        const seen: [number, Uint8Array][] = [];
        const reader = new FrameReader((kind, payload) => seen.push([kind, Uint8Array.from(payload)]));
        for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step));
        expect(join(seen)).toEqual(told);
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
