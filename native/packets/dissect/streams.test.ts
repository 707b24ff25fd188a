import fc from 'fast-check';
import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { FrameStream } from './frame-stream.ts';
import { LineStream } from './line-stream.ts';

const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 });

function pieces(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const found: Uint8Array[] = [];
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    found.push(bytes.slice(at, at + size));
    at += size;
  }
  return found;
}

describe('frames', () => {
  const length = (bytes: Uint8Array, at: number, available: number): number =>
    available < 2 ? 0 : bytes[at] === 0xff ? -1 : ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0) + 2;

  function collect(bytes: Uint8Array, sizes: readonly number[]): { frames: string[]; alive: boolean } {
    const frames: string[] = [];
    const stream = new FrameStream(100, length, (view, start, end, wireLength) => {
      frames.push(`${String(wireLength)}:${Buffer.from(view.subarray(start, end)).toString('hex')}`);
    });
    let alive = true;
    for (const piece of pieces(bytes, sizes)) alive = alive && stream.push(piece, 0);
    return { frames, alive };
  }

  it('come out the same however cut, long ones cut to their first bytes', () => {
    const frame = fc
      .uint8Array({ maxLength: 300 })
      .map((body) => Buffer.concat([Buffer.from([body.length >> 8, body.length & 255]), body]));
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), cuts, (frames, sizes) => {
        const whole = collect(Buffer.concat(frames), [100_000]);
        expect(whole.frames.length).toBe(frames.length);
        expect(whole.frames).toEqual(
          frames.map((one) => `${String(one.length)}:${one.subarray(0, 100).toString('hex')}`),
        );
        expect(collect(Buffer.concat(frames), sizes)).toEqual(whole);
      }),
    );
  });

  it('end at the first that is none, and begin anew after a hole', () => {
    expect(collect(Buffer.from('000161ff00000161', 'hex'), [3])).toEqual({ frames: ['3:000161'], alive: false });
    const seen: number[] = [];
    const stream = new FrameStream(100, length, (_view, _start, _end, wireLength) => seen.push(wireLength));
    stream.push(Buffer.from('0010aabb', 'hex'), 0);
    stream.gap(0);
    expect(stream.push(Buffer.from('ff00', 'hex'), 0)).toBe(true);
    expect(stream.push(Buffer.from('000161', 'hex'), 0)).toBe(true);
    expect(seen).toEqual([3]);
  });

  it('step over a hole inside what is skipped anyway', () => {
    const seen: number[] = [];
    const stream = new FrameStream(64, length, (_view, _start, _end, wireLength) => seen.push(wireLength));
    stream.push(Buffer.concat([Buffer.from([1, 0]), Buffer.alloc(156)]), 0);
    stream.gap(50);
    stream.push(Buffer.concat([Buffer.alloc(50), Buffer.from([0, 1, 9])]), 0);
    expect(seen).toEqual([258, 3]);
  });
});

describe('lines', () => {
  it('come out the same however cut, long ones cut to their first bytes', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'b', '\r', ' '), maxLength: 60 });
    const collect = (text: string, sizes: readonly number[]): string[] => {
      const found: string[] = [];
      const stream = new LineStream(30, (view, start, end, wireLength) => {
        found.push(`${String(wireLength)}:${Buffer.from(view.subarray(start, end)).toString()}`);
      });
      for (const piece of pieces(Buffer.from(text), sizes)) stream.push(piece, 0, 0);
      return found;
    };
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), cuts, (lines, sizes) => {
        const text = lines.map((one) => `${one}\n`).join('');
        const whole = collect(text, [100_000]);
        expect(whole.length).toBe(lines.length);
        expect(collect(text, sizes)).toEqual(whole);
      }),
    );
  });
});
