import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpack } from './indicator-pack.ts';
import { decodeFeed, encodeFeed, type KeptFeed, PackDamaged } from './pack-file.ts';
import { readFeed } from './read-feed.ts';

const text = `# a list
198.51.100.7:443
203.0.113.0/24
8.8.8.8
9.9.9.0/24
2a00:1450::/32
bad.example.com
http://bad.example.net/x?y=1
${'a1'.repeat(32)}
`;
const feed = (): KeptFeed => ({ ...readFeed(text), warning: null });

describe('a kept feed', () => {
  it('is read back as it was', () => {
    const before = feed();
    const after = decodeFeed(encodeFeed(before));
    expect(after.pack.length).toBe(6);
    expect(after).toEqual(before);
    for (let at = 0; at < before.pack.length; at++) expect(unpack(after.pack, at)).toEqual(unpack(before.pack, at));
  });

  it('any damage is refused, or leaves something that makes sense', () => {
    const whole = encodeFeed(feed());
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, value, cut) => {
        const damaged = whole.slice(0, cut === 0 ? whole.length : whole.length - (cut % 3));
        damaged[at] = value;
        try {
          const { pack } = decodeFeed(damaged);
          for (let place = 0; place < pack.length; place++) unpack(pack, place);
        } catch (problem) {
          expect(problem).toBeInstanceOf(PackDamaged);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
