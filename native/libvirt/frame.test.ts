import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Frame, FrameReader, LARGEST_FRAME, encodeFrame } from './frame.ts';
import { XdrError } from './xdr/xdr-error.ts';

const frame: fc.Arbitrary<Frame> = fc.record(
  {
    program: fc.nat(0xffff_ffff),
    version: fc.nat(0xffff_ffff),
    procedure: fc.integer(),
    type: fc.integer(),
    serial: fc.nat(0xffff_ffff),
    status: fc.integer(),
    body: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  },
  { noNullPrototype: true },
);

test('messages come back whole, however they are split', () => {
  fc.assert(
    fc.property(
      fc.array(frame, { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
      (frames, cuts) => {
        const bytes = Buffer.concat(frames.map(encodeFrame));
        const reader = new FrameReader();
        const told: Frame[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const piece = bytes.subarray(at, at + cuts[turn % cuts.length]!);
          at += piece.length;
          reader.push(piece, (each) => told.push(each));
        }
        expect(told).toEqual(frames);
      },
    ),
  );
});

test('the largest message passes, a larger one neither leaves nor enters', () => {
  const largest: Frame = {
    program: 1,
    version: 1,
    procedure: 1,
    type: 1,
    serial: 1,
    status: 0,
    body: Buffer.alloc(LARGEST_FRAME - 28),
  };
  let length = 0;
  new FrameReader().push(encodeFrame(largest), ({ body }) => {
    length = body.length;
  });
  expect(length).toBe(LARGEST_FRAME - 28);
  expect(() => encodeFrame({ ...largest, body: Buffer.alloc(LARGEST_FRAME - 27) })).toThrow(XdrError);
});
