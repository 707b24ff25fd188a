import { describe, expect, it } from 'vitest';
import { createFrame, type Frame } from '../files/frame.ts';
import { type Sighting, TapAddresses, type TapDirection } from './tap-addresses.ts';

const A = '52:54:00:00:00:0a';
const B = '52:54:00:00:00:0b';
const GATEWAY = '52:54:00:00:00:01';
const ALL = 'ff:ff:ff:ff:ff:ff';

function frameOf(source: string, target: string, text = 'x', time = 1e15): Frame {
  const bytes = Buffer.from(`${target}${source}0800`.replaceAll(':', '') + Buffer.from(text).toString('hex'), 'hex');
  return { ...createFrame(), bytes, capturedLength: bytes.length, originalLength: bytes.length, linkType: 1, time };
}

/** Streams 1 and 2 are of a VM with address A, 3 and 4 of one with B: sent and got. */
function apart(): TapAddresses {
  const addresses = new TapAddresses();
  const streams: [number, TapDirection, string][] = [
    [1, 'in', A],
    [2, 'out', A],
    [3, 'in', B],
    [4, 'out', B],
  ];
  for (const [tap, direction, mac] of streams) addresses.set(tap, direction, [mac]);
  return addresses;
}

/** Stream, source, target, and what the frame is there. */
type Seen = readonly [number, string, string, Sighting];

describe('a frame is counted once', () => {
  it.each<{ name: string; frames: readonly Seen[] }>([
    {
      name: 'from VM to VM, where it is sent',
      frames: [
        [1, A, B, 'enters'],
        [4, A, B, 'copy'],
      ],
    },
    { name: 'from VM to outside', frames: [[1, A, GATEWAY, 'enters']] },
    { name: 'from outside to a VM', frames: [[2, GATEWAY, A, 'enters']] },
    {
      name: 'from a VM to all',
      frames: [
        [1, A, ALL, 'enters'],
        [4, A, ALL, 'copy'],
        [2, A, ALL, 'copy'],
      ],
    },
    {
      name: 'from outside to all, where it shows first',
      frames: [
        [2, GATEWAY, ALL, 'enters'],
        [4, GATEWAY, ALL, 'copy'],
      ],
    },
    {
      name: 'from outside to nobody known',
      frames: [
        [4, GATEWAY, '02:00:00:00:00:09', 'enters'],
        [2, GATEWAY, '02:00:00:00:00:09', 'copy'],
      ],
    },
    { name: 'sent under another VM’s address', frames: [[3, A, GATEWAY, 'forged']] },
    { name: 'sent under an address nobody has', frames: [[3, '02:00:00:00:00:07', B, 'forged']] },
  ])('$name', ({ frames }) => {
    const addresses = apart();
    for (const [tap, source, target, expected] of frames)
      expect(addresses.judge(tap, frameOf(source, target))).toBe(expected);
  });

  it('counts the same broadcast again when it is sent again', () => {
    const addresses = apart();
    const seen = [2, 4, 2, 4, 4, 2].map((tap, index) =>
      addresses.judge(tap, frameOf(GATEWAY, ALL, 'who has', 1e15 + Math.floor(index / 2) * 1e6)),
    );
    expect(seen.filter((sighting) => sighting === 'enters')).toHaveLength(3);
  });

  it('counts at the receiver once the sender is watched no more, and again at the sender', () => {
    const addresses = apart();
    addresses.remove(1);
    expect(addresses.judge(4, frameOf(A, B))).toBe('enters');
    addresses.set(5, 'in', [A]);
    expect(addresses.judge(4, frameOf(A, B))).toBe('copy');
    addresses.set(5, 'in', [GATEWAY]);
    expect(addresses.judge(4, frameOf(A, B))).toBe('enters');
  });

  it('keeps an address that two interfaces share until both are gone', () => {
    const addresses = apart();
    addresses.set(6, 'in', [A]);
    addresses.remove(1);
    expect(addresses.judge(4, frameOf(A, B))).toBe('copy');
    addresses.remove(6);
    expect(addresses.judge(4, frameOf(A, B))).toBe('enters');
  });

  it.each([
    [1, A, B, 'enters'],
    [2, A, B, 'copy'],
    [1, GATEWAY, A, 'enters'],
    [1, B, ALL, 'copy'],
  ] as const)('tells by address where both directions are one stream: %s %s → %s', (tap, source, target, expected) => {
    const addresses = new TapAddresses();
    addresses.set(1, 'both', [A]);
    addresses.set(2, 'both', [B]);
    expect(addresses.judge(tap, frameOf(source, target))).toBe(expected);
  });

  it('takes what is no address for none, and what has none as it is', () => {
    const addresses = new TapAddresses();
    addresses.set(1, 'in', ['', 'nonsense', '52:54:00:00:00']);
    expect(addresses.judge(1, frameOf(A, B))).toBe('enters');
    const short = { ...frameOf(A, B), capturedLength: 11 };
    expect(apart().judge(4, short)).toBe('enters');
    expect(apart().judge(9, frameOf(A, B))).toBe('enters');
  });

  it('remembers a bounded number of frames to all', () => {
    const addresses = apart();
    for (let index = 0; index < 10_000; index++) addresses.judge(2, frameOf(GATEWAY, ALL, String(index)));
    expect(addresses.judge(4, frameOf(GATEWAY, ALL, '9999'))).toBe('copy');
    expect(addresses.judge(4, frameOf(GATEWAY, ALL, '0'))).toBe('enters');
  });
});
