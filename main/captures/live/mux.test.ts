import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packDatagram, unpackDatagram } from './datagram.ts';
import { muxKind, MuxReader, packMuxHeader } from './mux.ts';

const message = fc.record({
  kind: fc.constantFrom(...Object.values(muxKind)),
  stream: fc.nat(0xffffffff),
  payload: fc.uint8Array({ maxLength: 50 }),
});

describe('the pipe to the live parsing child', () => {
  it('hands on whole messages in order, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(message), fc.integer({ min: 1, max: 64 }), (messages, pieceBytes) => {
        const bytes = Buffer.concat(
          messages.flatMap(({ kind, stream, payload }) => [packMuxHeader(kind, stream, payload.length), payload]),
        );
        const found: unknown[] = [];
        const reader = new MuxReader((kind, stream, payload) =>
          found.push({ kind, stream, payload: Uint8Array.from(payload) }),
        );
        for (let at = 0; at < bytes.length; at += pieceBytes) reader.push(bytes.subarray(at, at + pieceBytes));
        expect(found).toEqual(messages.map((one) => ({ ...one, payload: Uint8Array.from(one.payload) })));
      }),
    );
  });

  it.each([
    ['of an unknown kind', packMuxHeader(9, 1, 4)],
    ['longer than any', packMuxHeader(0, 1, 5 << 20)],
  ])('refuses a message %s', (_what, header) => {
    expect(() => new MuxReader(() => undefined).push(header)).toThrow(RangeError);
  });
});

describe('a datagram on its way', () => {
  it('arrives with its sender and time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.nat(), fc.uint8Array(), (source, time, bytes) => {
        const found = unpackDatagram(packDatagram({ source, time, bytes }));
        expect(found && { ...found, bytes: Uint8Array.from(found.bytes) }).toEqual({ source, time, bytes });
      }),
    );
  });

  it('is none when it is cut', () => {
    expect(
      unpackDatagram(packDatagram({ source: '192.0.2.1', time: 1, bytes: new Uint8Array(3) }).subarray(0, 12)),
    ).toBeNull();
    expect(unpackDatagram(new Uint8Array(3))).toBeNull();
  });
});
